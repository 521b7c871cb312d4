#include "analytics/capture/capability.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned char>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  return difference == 0;
}

}  // namespace

std::optional<AddressedTarget> address_target(std::string_view target, std::string_view token) {
  if (target.size() < token.size() + 3 || target[0] != '/' || target[token.size() + 1] != '/') return std::nullopt;
  if (!equal_in_constant_time(target.substr(1, token.size()), token)) return std::nullopt;
  const std::string_view rest = target.substr(token.size() + 2);

  AddressedTarget addressed;
  const std::size_t question = std::min(rest.find('?'), rest.size());
  const std::size_t slash = std::min(rest.find('/'), question);
  addressed.slot = rest.substr(0, slash);
  addressed.path = rest.substr(slash, question - slash);
  addressed.query = rest.substr(question);
  if (addressed.slot.empty()) return std::nullopt;
  return addressed;
}

bool comes_from_a_program(const Headers& headers, std::uint16_t port) {
  std::size_t hosts = 0;
  for (const auto& [name, value] : headers.fields) {
    if (equals_ignore_case(name, "Origin")) return false;
    if (!equals_ignore_case(name, "Host")) continue;
    ++hosts;
    if (value != fmt::format("127.0.0.1:{}", port) && !equals_ignore_case(value, fmt::format("localhost:{}", port)))
      return false;
  }
  return hosts == 1;
}

}  // namespace tabacus::analytics
