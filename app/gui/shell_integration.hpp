// Has bash, zsh and fish tell where they are and where commands begin and end (OSC 7, OSC 133), and find `tabacus`:
// by arguments and variables of the shell that a tab starts. No file of the user's is touched; theirs are read as ever.
#pragma once

#include <filesystem>
#include <string_view>

#include "app/tabs/tab_set.hpp"
#include "base/result.hpp"

namespace tabacus::app {

/// Writes what the shells read below `directory`, which is ours alone. Io: it cannot be written.
[[nodiscard]] Result<void> write_shell_scripts(const std::filesystem::path& directory);

/// It is a shell of those three, started plainly.
[[nodiscard]] bool can_be_integrated(const TabRequest& request);

/// Changes `request` where its program is a shell that is started plainly; any other stays as it is. `inherited` is the
/// environment that the tab will have, `program_directory` where `tabacus` lies. Pure.
void integrate_shell(TabRequest& request, const std::filesystem::path& scripts, std::span<const pty::EnvVar> inherited,
                     const std::filesystem::path& program_directory);

}  // namespace tabacus::app
