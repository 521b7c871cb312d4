// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed 64-bit hash. Without the key nobody can tell from a hash which
// text it was made of, nor make two texts that collide. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tabacus {

/// 128 secret bits.
struct HashKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend constexpr bool operator==(const HashKey&, const HashKey&) = default;
};

/// Takes a text in pieces; the hash does not depend on where they are cut.
class SipHash {
 public:
  explicit SipHash(const HashKey& key);

  void update(std::string_view bytes);
  /// A number as its eight bytes.
  void update(std::uint64_t number);
  /// To be called once.
  [[nodiscard]] std::uint64_t finish();

 private:
  void take(std::uint64_t word);
  void round();

  std::array<std::uint64_t, 4> v_;
  std::uint64_t tail_ = 0;  // bytes that do not fill a word yet, lowest first
  std::uint64_t length_ = 0;
};

[[nodiscard]] std::uint64_t sip_hash(const HashKey& key, std::string_view bytes);

}  // namespace tabacus
