// The variables of a program in a tab: ours, without what belongs to the terminal we were started from, plus what
// says which terminal this is. Pure but for own_environment and user_shell.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pty/spawn_options.hpp"

namespace tabacus::pty {

/// What this process was started with. Main thread: nobody may call setenv meanwhile.
[[nodiscard]] std::vector<EnvVar> own_environment();

/// `inherited` less the outer terminal's variables; TERM, COLORTERM, TERM_PROGRAM and its version, FORCE_HYPERLINK;
/// LANG=C.UTF-8 when no locale is set; `extra` last, so that it wins. Each name occurs once.
[[nodiscard]] std::vector<EnvVar> child_environment(std::span<const EnvVar> inherited, std::string_view version,
                                                    std::span<const EnvVar> extra);

/// The value of the last variable of that name; empty when there is none.
[[nodiscard]] std::string_view find(std::span<const EnvVar> environment, std::string_view name);

/// $SHELL, else the shell of the password database, else /bin/sh.
[[nodiscard]] std::string user_shell();

}  // namespace tabacus::pty
