#include "app/cli/endpoint_memory.hpp"

#include <algorithm>

#include "base/paths.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

constexpr std::size_t kMaxNameBytes = 64;
constexpr std::size_t kTokenBytes = 24;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::filesystem::path file_of(const std::filesystem::path& directory, const std::string& name) {
  return directory / "endpoints" / name;
}

}  // namespace

Result<void> check_endpoint_name(std::string_view name) {
  const auto fits = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-'; };
  if (!name.empty() && name.size() <= kMaxNameBytes && is_letter_or_digit(name.front()) &&
      std::ranges::all_of(name, fits))
    return {};
  return fail(ErrorCode::InvalidInput,
              fmt::format("'{}' is no name for an endpoint: letters, digits, '.', '_' and '-', at most {}",
                          display_safe(name.substr(0, kMaxNameBytes)), kMaxNameBytes));
}

EndpointMemory parse_endpoint_memory(std::string_view text) {
  const auto words = split(trim(text), ' ');
  if (words.size() != 2) return {};
  const auto port = parse_int(words[0]);
  const std::string_view token = words[1];
  const auto fits = [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; };
  if (!port || *port < 1 || *port > 65'535 || token.size() != kTokenBytes || !std::ranges::all_of(token, fits))
    return {};
  return {static_cast<std::uint16_t>(*port), std::string{token}};
}

EndpointMemory recall_endpoint(const std::filesystem::path& analytics_directory, const std::string& name) {
  const auto text = read_private_file(file_of(analytics_directory, name));
  return text ? parse_endpoint_memory(*text) : EndpointMemory{};
}

Result<void> remember_endpoint(const std::filesystem::path& analytics_directory, const std::string& name,
                               const EndpointMemory& memory) {
  const auto file = file_of(analytics_directory, name);
  if (auto made = make_private_directory(file.parent_path()); !made) return made;
  return write_private_file(file, fmt::format("{} {}\n", memory.port, memory.token));
}

}  // namespace tabacus::app
