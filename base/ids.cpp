#include "base/ids.hpp"

#include <sys/random.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <span>

namespace tabacus {
namespace {

void fill_random(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got > 0) out = out.subspan(static_cast<std::size_t>(got));
    // Only EINTR is possible for these sizes; a system without randomness cannot run a capability-guarded proxy.
    else if (errno != EINTR)
      std::abort();
  }
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool has_dash_before(std::size_t byte) { return byte == 4 || byte == 6 || byte == 8 || byte == 10; }

}  // namespace

IdBytes mint_id_bytes() {
  IdBytes id;
  fill_random(std::span{id.bytes}.subspan(6));
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0F) | 0x70);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3F) | 0x80);
  return id;
}

std::string id_text(const IdBytes& id) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<char, 36> text{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (has_dash_before(i)) text[at++] = '-';
    text[at++] = kDigits[id.bytes[i] >> 4];
    text[at++] = kDigits[id.bytes[i] & 0x0F];
  }
  return {text.data(), text.size()};
}

std::optional<IdBytes> parse_id_text(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  IdBytes id;
  std::size_t at = 0;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (has_dash_before(i) && text[at++] != '-') return std::nullopt;
    const int high = hex_value(text[at]);
    const int low = hex_value(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    id.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    at += 2;
  }
  return id;
}

std::string random_token(std::size_t count) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  std::string token(count, '\0');
  fill_random({reinterpret_cast<std::uint8_t*>(token.data()), token.size()});
  for (char& c : token) c = kAlphabet[static_cast<std::uint8_t>(c) & 63];
  return token;
}

}  // namespace tabacus
