#include "app/cli/metered_process.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

bool needs_no_quotes(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view{"_-./:=@,+%"}.find(c) != std::string_view::npos;
}

}  // namespace

analytics::Environment own_environment() {
  analytics::Environment own;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) own.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return own;
}

void tell_of_trouble(std::ostream& err, std::string_view command, const analytics::EngineHealth& health) {
  for (const std::string& warning : health.warnings)
    err << fmt::format("tabacus {}: {}\n", command, display_safe(warning));
  if (health.calls_dropped > 0)
    err << fmt::format("tabacus {}: {} calls or tunnels could not be stored\n", command, health.calls_dropped);
}

analytics::Environment leading_to(const analytics::Environment& environment, std::uint16_t port) {
  const std::string address = fmt::format("://127.0.0.1:{}", port);
  analytics::Environment found;
  for (const auto& [name, value] : environment) {
    const std::size_t at = value.find(address);
    if (at == std::string::npos) continue;
    const std::size_t end = at + address.size();
    if (end == value.size() || value[end] < '0' || value[end] > '9') found.emplace_back(name, value);
  }
  return found;
}

std::string shell_word(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, needs_no_quotes)) return std::string{text};
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'')
      word += "'\\''";
    else
      word += c;
  }
  return word + '\'';
}

std::string export_lines(const analytics::Environment& environment) {
  std::string lines;
  for (const auto& [name, value] : environment) lines += fmt::format("export {}={}\n", name, shell_word(value));
  return lines;
}

Result<std::string> remote_instructions(std::string_view host, std::uint16_t port,
                                        const analytics::Environment& environment) {
  if (host.empty() || host.starts_with('-'))
    return fail(ErrorCode::InvalidInput, fmt::format("'{}' is no host that ssh would take", display_safe(host)));
  return fmt::format("ssh -o ExitOnForwardFailure=yes -R {0}:127.0.0.1:{0} {1}\n# and there:\n{2}", port,
                     shell_word(host), export_lines(leading_to(environment, port)));
}

}  // namespace tabacus::app
