#include "analytics/capture/capability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::analytics {

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned char>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  return difference == 0;
}

namespace {

/// `path` itself or something below it.
bool is_at(std::string_view path, std::string_view base) {
  return path.starts_with(base) && (path.size() == base.size() || path[base.size()] == '/');
}

struct BarePath {
  std::string_view slot;
  std::string_view path;  ///< without the version
};

// Paths that only one of the APIs has.
constexpr std::array kBarePaths = std::to_array<BarePath>({{"anthropic", "/messages"},
                                                           {"anthropic", "/complete"},
                                                           {"openai", "/responses"},
                                                           {"openai", "/chat/completions"},
                                                           {"openai", "/completions"},
                                                           {"openai", "/embeddings"},
                                                           {"openai", "/realtime"}});

/// Gemini's versions are its own; the others share "/v1" and may leave it out.
std::string_view slot_of_path(std::string_view path) {
  if (is_at(path, "/v1beta") || is_at(path, "/v1beta1") || is_at(path, "/v1alpha")) return "gemini";
  if (is_at(path, "/v1")) path.remove_prefix(3);
  const auto* found = std::ranges::find_if(kBarePaths, [&](const BarePath& bare) { return is_at(path, bare.path); });
  return found != kBarePaths.end() ? found->slot : std::string_view{};
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

std::optional<AddressedTarget> address_bare_path(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  const auto slot = slot_of_path(path);
  if (slot.empty()) return std::nullopt;
  return AddressedTarget{slot, path, target.substr(question)};
}

namespace {

/// "name:port", of a name that is compared without case.
bool is_authority(std::string_view text, std::string_view name, std::uint16_t port) {
  const std::size_t end = name.size();
  return text.size() > end && equals_ignore_case(text.substr(0, end), name) && text[end] == ':' &&
         text.substr(end + 1) == fmt::format_int{port}.c_str();
}

}  // namespace

bool comes_from_a_program(const Headers& headers, std::uint16_t port) {
  std::size_t hosts = 0;
  for (const auto [name, value] : headers) {
    if (equals_ignore_case(name, "Origin")) return false;
    // Browsers tell it of images, forms and frames too, which bring no Origin; "none" is an address that a user typed.
    if (equals_ignore_case(name, "Sec-Fetch-Site") && value != "none") return false;
    if (!equals_ignore_case(name, "Host")) continue;
    ++hosts;
    if (!is_authority(value, "127.0.0.1", port) && !is_authority(value, "localhost", port)) return false;
  }
  return hosts == 1;
}

}  // namespace tabacus::analytics
