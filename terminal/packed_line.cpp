#include "terminal/packed_line.hpp"

#include <algorithm>
#include <cstring>

namespace tabacus::terminal {
namespace {

enum ColorCode : unsigned { kSame, kDefault, kIndexed, kRgb };
constexpr unsigned kBackgroundShift = 2;
constexpr unsigned kLookFollows = 1 << 4;
constexpr unsigned kExtraFollows = 1 << 5;
constexpr unsigned kLengthShift = 6;
constexpr std::size_t kMostBytesOfRun = 1 + 3 + 3 + 2 + 2 + 3;
constexpr std::size_t kMostBytesOfText = 5;

constexpr std::uint8_t kNotAscii = 0x80;
constexpr std::uint8_t kIsLong = 0x40;
constexpr unsigned kWidthShift = 4;
constexpr std::uint8_t kNoSpacer = 1;
constexpr char32_t kMostInShort = 0xFFFFF;

std::uint8_t low_byte(std::uint32_t value) { return static_cast<std::uint8_t>(value); }

class Writer {
 public:
  explicit Writer(std::uint8_t* at) : at_{at} {}
  void byte(std::uint32_t value) { *at_++ = low_byte(value); }
  void big_endian(std::uint32_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) byte(value >> shift);
  }
  void leb128(std::uint32_t value) {
    for (; value >= 0x80; value >>= 7) byte(value | 0x80);
    byte(value);
  }
  /// Writes what follows a header and returns its code.
  unsigned color(Color color, Color before) {
    if (color == before) return kSame;
    if (color.kind() == Color::Kind::Default) return kDefault;
    const bool is_indexed = color.kind() == Color::Kind::Indexed;
    big_endian(color.rgb24(), is_indexed ? 1 : 3);
    return is_indexed ? kIndexed : kRgb;
  }
  [[nodiscard]] std::uint8_t* at() const { return at_; }

 private:
  std::uint8_t* at_;
};

/// The bytes come from pack_line alone; the end is checked so that a fault there shows as wrong text and not as a
/// crash.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : at_{bytes.data()}, end_{at_ + bytes.size()} {}
  [[nodiscard]] bool is_at_end() const { return at_ == end_; }
  std::uint32_t byte() { return at_ == end_ ? 0u : *at_++; }
  std::uint32_t big_endian(int bytes) {
    std::uint32_t value = 0;
    for (; bytes > 0; --bytes) value = value << 8 | byte();
    return value;
  }
  std::uint32_t leb128() {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 21; shift += 7) {
      const std::uint32_t next = byte();
      value |= (next & 0x7F) << shift;
      if (next < 0x80) break;
    }
    return value;
  }
  Color color(unsigned code, Color before) {
    switch (code) {
      case kDefault:
        return {};
      case kIndexed:
        return Color::indexed(low_byte(byte()));
      case kRgb: {
        const std::uint32_t rgb = big_endian(3);
        return Color::rgb(low_byte(rgb >> 16), low_byte(rgb >> 8), low_byte(rgb));
      }
      default:
        return before;
    }
  }

 private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

std::uint8_t* pack_looks(std::span<const Cell> cells, std::uint8_t* to) {
  Writer out{to};
  Cell before;
  for (std::size_t i = 0; i < cells.size();) {
    const Cell& first = cells[i];
    const std::size_t start = i;
    do ++i;
    while (i < cells.size() && look_alike(cells[i], first));
    if (start == 0 && i == cells.size() && look_alike(first, Cell{})) break;  // all plain
    std::uint8_t* const header = out.at();
    out.byte(0);
    unsigned code = out.color(first.foreground, before.foreground);
    code |= out.color(first.background, before.background) << kBackgroundShift;
    if (first.flags != before.flags || first.underline != before.underline) {
      code |= kLookFollows;
      out.byte(first.flags);
      out.byte(static_cast<std::uint32_t>(first.underline));
    }
    if (first.extra != before.extra) {
      code |= kExtraFollows;
      out.big_endian(first.extra, 2);
    }
    const auto length = static_cast<std::uint32_t>(i - start);
    if (length <= 3) {
      code |= length << kLengthShift;
    } else {
      out.leb128(length);
    }
    *header = low_byte(code);
    before = first;
  }
  return out.at();
}

bool is_spacer(const Cell& cell) { return cell.width == 0 && cell.text == 0; }

/// Most cells take one way whatever they hold, on which nothing has to be guessed: four bytes are written, of which
/// one or three stay. (`to` has room for far more.)
std::uint8_t* pack_text(std::span<const Cell> cells, std::uint8_t* to) {
  std::size_t i = 0;
  while (i < cells.size()) {
    const Cell& cell = cells[i];
    const char32_t text = cell.text;
    const bool is_ascii = cell.width == 1 && text < 0x80;
    const bool is_wide = cell.width == 2;
    const bool has_spacer = is_wide && i + 1 < cells.size() && is_spacer(cells[i + 1]);
    const auto lead = static_cast<std::uint32_t>(kNotAscii | cell.width << kWidthShift);
    if (text > kMostInShort || is_wide != has_spacer) {
      Writer out{to};
      out.byte(lead | kIsLong | (has_spacer ? 0u : kNoSpacer));
      out.big_endian(text, 4);
      to = out.at();
    } else {
      const std::uint32_t three = lead | text >> 16 | (text & 0xFF00) | (text & 0xFF) << 16;
      const std::uint32_t bytes = is_ascii ? static_cast<std::uint32_t>(text) : three;
      std::memcpy(to, &bytes, sizeof bytes);
      to += is_ascii ? 1 : 3;
    }
    i += has_spacer ? 2 : 1;
  }
  return to;
}

void unpack_looks(Reader in, std::span<Cell> cells) {
  Cell look;
  std::size_t done = 0;
  while (!in.is_at_end() && done < cells.size()) {
    const std::uint32_t header = in.byte();
    look.foreground = in.color(header & 3, look.foreground);
    look.background = in.color(header >> kBackgroundShift & 3, look.background);
    if ((header & kLookFollows) != 0) {
      look.flags = low_byte(in.byte());
      look.underline = static_cast<Underline>(in.byte() & 7);
    }
    if ((header & kExtraFollows) != 0) look.extra = static_cast<std::uint16_t>(in.big_endian(2));
    const std::uint32_t length = (header >> kLengthShift) != 0 ? header >> kLengthShift : in.leb128();
    const std::size_t end = std::min(done + length, cells.size());
    std::fill(cells.begin() + static_cast<std::ptrdiff_t>(done), cells.begin() + static_cast<std::ptrdiff_t>(end),
              look);
    done = end;
  }
  std::fill(cells.begin() + static_cast<std::ptrdiff_t>(done), cells.end(), Cell{});
}

void unpack_text(Reader in, std::span<Cell> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::uint32_t lead = in.byte();
    if (lead < kNotAscii) {
      cells[i].text = lead;
      continue;
    }
    const bool is_long = (lead & kIsLong) != 0;
    cells[i].set_width(static_cast<int>(lead >> kWidthShift & 3));
    cells[i].text = is_long ? in.big_endian(4) : (lead & 0xF) << 16 | in.big_endian(2);
    const bool has_spacer = cells[i].width == 2 && !(is_long && (lead & kNoSpacer) != 0);
    if (has_spacer && i + 1 < cells.size()) cells[++i].set_width(0);
  }
}

}  // namespace

void pack_line(std::span<const Cell> cells, std::uint8_t* out, PackedShape& shape) {
  const Cell::Halves plain = Cell::of(0, Cell{}.halves()[1]).halves();
  static_assert(most_packed_bytes(1) == kMostBytesOfRun + kMostBytesOfText);
  Cell::Halves seen{};
  for (const Cell& cell : cells)
    for (std::size_t half = 0; half < seen.size(); ++half) seen[half] |= cell.halves()[half] ^ plain[half];
  const Cell all = Cell::of(seen[0], seen[1]);
  shape.is_ascii = all.text < 0x80 && all.width == 0;
  shape.has_numbers = all.extra != 0 || all.is_cluster();
  std::uint8_t* at = look_alike(all, Cell{}) ? out : pack_looks(cells, out);
  shape.look_bytes = static_cast<std::uint32_t>(at - out);
  if (shape.is_ascii) {
    for (const Cell& cell : cells) *at++ = low_byte(cell.text);
  } else {
    at = pack_text(cells, at);
  }
  shape.bytes = static_cast<std::uint32_t>(at - out);
}

void unpack_line(std::span<const std::uint8_t> bytes, const PackedShape& shape, std::span<Cell> out) {
  unpack_looks(Reader{bytes.first(shape.look_bytes)}, out);
  const std::span<const std::uint8_t> text = bytes.subspan(shape.look_bytes);
  if (!shape.is_ascii) {
    unpack_text(Reader{text}, out);
    return;
  }
  for (std::size_t i = 0; i < out.size(); ++i) out[i].text = text[i];
}

}  // namespace tabacus::terminal
