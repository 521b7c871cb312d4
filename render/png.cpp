#include "render/png.hpp"

#include <zlib.h>

#include <string_view>
#include <vector>

namespace tabacus::render {
namespace {

constexpr int kLargestSide = 16384;

void append_u32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

/// Length, type, data, and the checksum of type and data (section 5.3).
void append_chunk(std::string& out, std::string_view type, std::string_view data) {
  append_u32(out, static_cast<std::uint32_t>(data.size()));
  const std::size_t checked_from = out.size();
  out.append(type).append(data);
  const auto* checked = reinterpret_cast<const Bytef*>(out.data() + checked_from);
  append_u32(out, static_cast<std::uint32_t>(crc32(0, checked, static_cast<uInt>(type.size() + data.size()))));
}

std::string header(int width, int height) {
  std::string data;
  append_u32(data, static_cast<std::uint32_t>(width));
  append_u32(data, static_cast<std::uint32_t>(height));
  data += {8, 6, 0, 0, 0};  // bits a channel, RGBA, deflate, adaptive filters, not interlaced
  return data;
}

/// Each row behind its filter's number. Up (2) makes the flat areas of a terminal's picture zeros.
std::vector<Bytef> filtered_rows(int width, int height, std::span<const std::uint8_t> rgba) {
  const auto stride = static_cast<std::size_t>(width) * 4;
  std::vector<Bytef> rows;
  rows.reserve((stride + 1) * static_cast<std::size_t>(height));
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    rows.push_back(2);
    for (std::size_t i = 0; i < stride; ++i) {
      const std::uint8_t above = y == 0 ? 0 : rgba[(y - 1) * stride + i];
      rows.push_back(static_cast<Bytef>(rgba[y * stride + i] - above));
    }
  }
  return rows;
}

}  // namespace

Result<std::string> encode_png(int width, int height, std::span<const std::uint8_t> rgba) {
  if (width < 1 || height < 1 || width > kLargestSide || height > kLargestSide ||
      rgba.size() != static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4)
    return fail(ErrorCode::InvalidInput,
                fmt::format("encode PNG of {}x{}: {} bytes of pixels", width, height, rgba.size()));
  const std::vector<Bytef> rows = filtered_rows(width, height, rgba);
  uLongf size = compressBound(static_cast<uLong>(rows.size()));
  std::string packed(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, rows.data(), static_cast<uLong>(rows.size()), 6) !=
      Z_OK)
    return fail(ErrorCode::Exhausted, "encode PNG: zlib is out of memory");
  packed.resize(size);

  std::string png{"\x89PNG\r\n\x1a\n"};
  append_chunk(png, "IHDR", header(width, height));
  append_chunk(png, "IDAT", packed);
  append_chunk(png, "IEND", "");
  return png;
}

}  // namespace tabacus::render
