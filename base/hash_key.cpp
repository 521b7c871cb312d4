#include "base/hash_key.hpp"

#include <fmt/format.h>

#include <charconv>
#include <random>

#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus {
namespace {

constexpr std::size_t kDigits = 16;  // of each half

std::optional<std::uint64_t> parse_half(std::string_view digits) {
  std::uint64_t half = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), half, 16);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size();
  return whole ? std::optional{half} : std::nullopt;
}

std::optional<HashKey> parse_key(std::string_view text) {
  const std::string_view digits = trim(text);
  if (digits.size() != 2 * kDigits) return std::nullopt;
  const auto low = parse_half(digits.substr(0, kDigits));
  const auto high = parse_half(digits.substr(kDigits));
  if (!low || !high) return std::nullopt;
  return HashKey{*low, *high};
}

}  // namespace

HashKey random_hash_key() {
  std::random_device random;
  const auto half = [&random] { return (std::uint64_t{random()} << 32) ^ random(); };
  const std::uint64_t low = half();
  return {low, half()};
}

Result<HashKey> hash_key_in(const std::filesystem::path& file) {
  const auto text = read_private_file(file);
  if (text) {
    if (const auto key = parse_key(*text)) return *key;
    return fail(ErrorCode::InvalidInput,
                fmt::format("{} is no key of 32 hexadecimal digits; delete it", file.native()));
  }
  if (text.error().code != ErrorCode::NotFound) return fail(text.error());
  const HashKey key = random_hash_key();
  if (auto written = write_private_file(file, fmt::format("{:016x}{:016x}\n", key.low, key.high)); !written)
    return fail(written.error());
  return key;
}

}  // namespace tabacus
