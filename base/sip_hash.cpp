#include "base/sip_hash.hpp"

#include <bit>
#include <cstring>

namespace tabacus {
namespace {

std::uint64_t little_endian(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

}  // namespace

SipHash::SipHash(const HashKey& key)
    : v_{key.low ^ 0x736f6d6570736575, key.high ^ 0x646f72616e646f6d, key.low ^ 0x6c7967656e657261,
         key.high ^ 0x7465646279746573} {}

void SipHash::round() {
  auto& [v0, v1, v2, v3] = v_;
  v0 += v1;
  v1 = std::rotl(v1, 13) ^ v0;
  v0 = std::rotl(v0, 32);
  v2 += v3;
  v3 = std::rotl(v3, 16) ^ v2;
  v0 += v3;
  v3 = std::rotl(v3, 21) ^ v0;
  v2 += v1;
  v1 = std::rotl(v1, 17) ^ v2;
  v2 = std::rotl(v2, 32);
}

void SipHash::take(std::uint64_t word) {
  v_[3] ^= word;
  round();
  round();
  v_[0] ^= word;
}

void SipHash::update(std::string_view bytes) {
  for (; !bytes.empty() && length_ % 8 != 0; bytes.remove_prefix(1)) {
    tail_ |= std::uint64_t{static_cast<unsigned char>(bytes.front())} << (8 * (length_ % 8));
    if (++length_ % 8 == 0) {
      take(tail_);
      tail_ = 0;
    }
  }
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    take(little_endian(bytes.data()));
    length_ += 8;
  }
  for (const char byte : bytes) tail_ |= std::uint64_t{static_cast<unsigned char>(byte)} << (8 * (length_++ % 8));
}

void SipHash::update(std::uint64_t number) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(number >> (8 * i));
  update(std::string_view{bytes.data(), bytes.size()});
}

std::uint64_t SipHash::finish() {
  take(tail_ | (length_ << 56));
  v_[2] ^= 0xff;
  for (int i = 0; i < 4; ++i) round();
  return v_[0] ^ v_[1] ^ v_[2] ^ v_[3];
}

std::uint64_t sip_hash(const HashKey& key, std::string_view bytes) {
  SipHash hash{key};
  hash.update(bytes);
  return hash.finish();
}

}  // namespace tabacus
