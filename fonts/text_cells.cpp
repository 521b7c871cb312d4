#include "fonts/text_cells.hpp"

#include <hb.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace tabacus::fonts {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// East Asian Wide and Fullwidth, in coarse blocks, and emoji that are wide by themselves (UAX #11, Unicode 15).
constexpr std::array kWide{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},   Range{0x23F0, 0x23F0},
    Range{0x23F3, 0x23F3},   Range{0x25FD, 0x25FE},   Range{0x2614, 0x2615},   Range{0x2648, 0x2653},
    Range{0x267F, 0x267F},   Range{0x2693, 0x2693},   Range{0x26A1, 0x26A1},   Range{0x26AA, 0x26AB},
    Range{0x26BD, 0x26BE},   Range{0x26C4, 0x26C5},   Range{0x26CE, 0x26CE},   Range{0x26D4, 0x26D4},
    Range{0x26EA, 0x26EA},   Range{0x26F2, 0x26F5},   Range{0x26FA, 0x26FD},   Range{0x2705, 0x2705},
    Range{0x270A, 0x270B},   Range{0x2728, 0x2728},   Range{0x274C, 0x274E},   Range{0x2753, 0x2757},
    Range{0x2795, 0x2797},   Range{0x27B0, 0x27BF},   Range{0x2B1B, 0x2B1C},   Range{0x2B50, 0x2B55},
    Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0xA4CF},
    Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE10, 0xFE19},
    Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F004, 0x1F004},
    Range{0x1F18E, 0x1F19A}, Range{0x1F1E6, 0x1F320}, Range{0x1F32D, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F7E0, 0x1F7EB}, Range{0x1F900, 0x1FAFF}, Range{0x20000, 0x3FFFD}};

bool is_wide(char32_t c) {
  const auto* after = std::ranges::upper_bound(kWide, c, {}, &Range::first);
  return after != kWide.begin() && c <= std::prev(after)->last;
}

/// Belongs to the cluster before it: marks, joiners, variation selectors, skin tones.
bool extends(char32_t c, char32_t before) {
  if (c < 0x300) return false;
  if (before == 0x200D || c == 0x200D || (c >= 0x1F3FB && c <= 0x1F3FF)) return true;
  const auto category = hb_unicode_general_category(hb_unicode_funcs_get_default(), c);
  return category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK ||
         category == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK || category == HB_UNICODE_GENERAL_CATEGORY_FORMAT;
}

bool is_regional(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }

bool completes_flag(const TextCells& so_far, char32_t c) {
  if (!is_regional(c) || so_far.clusters.empty()) return false;
  const Cluster& last = so_far.clusters.back();
  return last.length == 1 && is_regional(so_far.text[last.offset]);
}

void append(TextCells& out, char32_t c) {
  const bool joins = !out.clusters.empty() && (extends(c, out.text.back()) || completes_flag(out, c));
  if (joins) {
    Cluster& last = out.clusters.back();
    ++last.length;
    if (c == 0xFE0F && last.cells == 1) {
      last.cells = 2;
      ++out.cells;
    }
  } else {
    const auto cells = static_cast<std::uint8_t>(is_wide(c) ? 2 : 1);
    out.clusters.push_back(
        {static_cast<std::uint32_t>(out.text.size()), 1, static_cast<std::uint16_t>(out.cells), cells});
    out.cells += cells;
  }
  out.text += c;
}

}  // namespace

TextCells split_cells(std::string_view utf8) {
  TextCells out;
  while (!utf8.empty()) {
    const Utf8Step step = decode_utf8(utf8);
    utf8.remove_prefix(step.length);
    append(out, step.code_point);
  }
  return out;
}

int count_cells(std::string_view utf8) { return split_cells(utf8).cells; }

std::string fit_cells(std::string_view utf8, int cells) {
  const TextCells split = split_cells(utf8);
  if (split.cells <= cells) return std::string{utf8};
  std::string out;
  if (cells < 1) return out;
  for (const Cluster& cluster : split.clusters) {
    if (cluster.column + cluster.cells > cells - 1) break;
    for (const char32_t c : std::u32string_view{split.text}.substr(cluster.offset, cluster.length)) append_utf8(out, c);
  }
  return out + "…";
}

}  // namespace tabacus::fonts
