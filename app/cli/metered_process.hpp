// What the commands that meter by themselves have in common: our environment, what went wrong, names of variables for
// other shells.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "analytics/api/engine.hpp"

namespace tabacus::app {

/// Ours, as the engine takes it.
[[nodiscard]] analytics::Environment own_environment();

/// One line per warning and loss, with the command's name in front.
void tell_of_trouble(std::ostream& err, std::string_view command, const analytics::EngineHealth& health);

/// The variables whose value leads to `port` of this machine: those that mean the same where the port is forwarded to.
[[nodiscard]] analytics::Environment leading_to(const analytics::Environment& environment, std::uint16_t port);

/// A word that every POSIX shell reads as `text`, quoted only where it must be.
[[nodiscard]] std::string shell_word(std::string_view text);

/// "export NAME=value\n" for each.
[[nodiscard]] std::string export_lines(const analytics::Environment& environment);

/// How a shell on `host` reaches `port` here: the ssh line, and below it what to set there. The port is the same at
/// both ends, for the port's own name is checked in every request. InvalidInput: `host` would be an option.
[[nodiscard]] Result<std::string> remote_instructions(std::string_view host, std::uint16_t port,
                                                      const analytics::Environment& environment);

}  // namespace tabacus::app
