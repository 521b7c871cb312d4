// Texts made small with zstd (RFC 8878), each by itself. One thread per Packer.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus::analytics {

class Packer {
 public:
  /// How bytes lie in the database. Coded: plain too, but no text: part of a body in its content coding.
  enum class Codec : std::uint8_t { Plain = 0, Zstd = 1, Coded = 2 };
  struct Packed {
    Codec codec = Codec::Plain;
    std::string bytes;
  };

  Packer();
  ~Packer();
  Packer(Packer&&) noexcept;
  Packer& operator=(Packer&&) noexcept;

  /// Plain where zstd would save nothing.
  [[nodiscard]] Packed pack(std::string_view text);
  /// InvalidInput: the bytes are damaged, or not `size` long unpacked.
  [[nodiscard]] Result<std::string> unpack(Codec codec, std::string_view bytes, std::size_t size);

 private:
  struct Contexts;
  std::unique_ptr<Contexts> contexts_;
};

}  // namespace tabacus::analytics
