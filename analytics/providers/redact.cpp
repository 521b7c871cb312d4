#include "analytics/providers/redact.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tabacus::analytics {
namespace {

constexpr std::size_t kMaxWord = 128;
constexpr std::size_t kMaxCode = 64;

constexpr std::array<bool, 256> kIsCodeCharacter = [] {
  std::array<bool, 256> is{};
  for (const std::string_view range : {"09", "az", "AZ", "__", "--", "..", "::"})
    for (int c = range[0]; c <= range[1]; ++c) is[static_cast<std::size_t>(c)] = true;
  return is;
}();

bool is_code_character(char c) { return kIsCodeCharacter[static_cast<unsigned char>(c)]; }

}  // namespace

std::string safe_word(std::string_view text) {
  const bool safe = text.size() <= kMaxWord && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
  return safe ? std::string{text} : std::string{};
}

bool is_safe_code(std::string_view text) {
  constexpr std::string_view kCredentialStarts[] = {"sk-", "sk_", "AIza", "ya29.", "eyJ", "ghp_", "xai-", "gsk_"};
  const auto starts_with = [&](std::string_view start) { return text.starts_with(start); };
  return text.size() <= kMaxCode && std::ranges::all_of(text, is_code_character) &&
         std::ranges::none_of(kCredentialStarts, starts_with);
}

std::string safe_code(std::string_view text) { return is_safe_code(text) ? std::string{text} : std::string{}; }

}  // namespace tabacus::analytics
