// Bytes to read into, without the zeros that a std::vector would write first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

namespace tabacus {

class GrowingBuffer {
 public:
  explicit GrowingBuffer(std::size_t size) : bytes_{std::make_unique_for_overwrite<char[]>(size)}, size_{size} {}

  [[nodiscard]] char* data() { return bytes_.get(); }
  [[nodiscard]] const char* data() const { return bytes_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<char> span() { return {bytes_.get(), size_}; }

  /// A larger one with the same bytes at its start.
  void grow(std::size_t size) {
    auto larger = std::make_unique_for_overwrite<char[]>(size);
    std::memcpy(larger.get(), bytes_.get(), std::min(size_, size));
    bytes_ = std::move(larger);
    size_ = size;
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

}  // namespace tabacus
