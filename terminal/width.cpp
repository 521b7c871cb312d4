#include "terminal/width.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <span>

namespace tabacus::terminal {
namespace {

constexpr char32_t kFirstCombining = 0x300;
constexpr char32_t kTextPresentation = 0xFE0E;
constexpr char32_t kEmojiPresentation = 0xFE0F;
constexpr char32_t kNonJoiner = 0x200C;
constexpr char32_t kJoiner = 0x200D;

struct Range {
  char32_t first;
  char32_t last;
};

/// Emoji that are shown as text unless VS16 follows: Emoji=Yes and Emoji_Presentation=No of emoji-data.txt 15.
constexpr std::array kTextEmoji = std::to_array<Range>({
    {0x23, 0x23},       {0x2A, 0x2A},       {0x30, 0x39},       {0xA9, 0xA9},       {0xAE, 0xAE},
    {0x203C, 0x203C},   {0x2049, 0x2049},   {0x2122, 0x2122},   {0x2139, 0x2139},   {0x2194, 0x2199},
    {0x21A9, 0x21AA},   {0x2328, 0x2328},   {0x23CF, 0x23CF},   {0x23ED, 0x23EF},   {0x23F1, 0x23F2},
    {0x23F8, 0x23FA},   {0x24C2, 0x24C2},   {0x25AA, 0x25AB},   {0x25B6, 0x25B6},   {0x25C0, 0x25C0},
    {0x25FB, 0x25FC},   {0x2600, 0x2604},   {0x260E, 0x260E},   {0x2611, 0x2611},   {0x2618, 0x2618},
    {0x261D, 0x261D},   {0x2620, 0x2620},   {0x2622, 0x2623},   {0x2626, 0x2626},   {0x262A, 0x262A},
    {0x262E, 0x262F},   {0x2638, 0x263A},   {0x2640, 0x2640},   {0x2642, 0x2642},   {0x265F, 0x2660},
    {0x2663, 0x2663},   {0x2665, 0x2666},   {0x2668, 0x2668},   {0x267B, 0x267B},   {0x267E, 0x267E},
    {0x2692, 0x2692},   {0x2694, 0x2697},   {0x2699, 0x2699},   {0x269B, 0x269C},   {0x26A0, 0x26A0},
    {0x26A7, 0x26A7},   {0x26B0, 0x26B1},   {0x26C8, 0x26C8},   {0x26CF, 0x26CF},   {0x26D1, 0x26D1},
    {0x26D3, 0x26D3},   {0x26E9, 0x26E9},   {0x26F0, 0x26F1},   {0x26F4, 0x26F4},   {0x26F7, 0x26F9},
    {0x2702, 0x2702},   {0x2708, 0x2709},   {0x270C, 0x270D},   {0x270F, 0x270F},   {0x2712, 0x2712},
    {0x2714, 0x2714},   {0x2716, 0x2716},   {0x271D, 0x271D},   {0x2721, 0x2721},   {0x2733, 0x2734},
    {0x2744, 0x2744},   {0x2747, 0x2747},   {0x2763, 0x2764},   {0x27A1, 0x27A1},   {0x2934, 0x2935},
    {0x2B05, 0x2B07},   {0x3030, 0x3030},   {0x303D, 0x303D},   {0x3297, 0x3297},   {0x3299, 0x3299},
    {0x1F170, 0x1F171}, {0x1F17E, 0x1F17F}, {0x1F202, 0x1F202}, {0x1F237, 0x1F237}, {0x1F321, 0x1F321},
    {0x1F324, 0x1F32C}, {0x1F336, 0x1F336}, {0x1F37D, 0x1F37D}, {0x1F396, 0x1F397}, {0x1F399, 0x1F39B},
    {0x1F39E, 0x1F39F}, {0x1F3CB, 0x1F3CE}, {0x1F3D4, 0x1F3DF}, {0x1F3F3, 0x1F3F3}, {0x1F3F5, 0x1F3F5},
    {0x1F3F7, 0x1F3F7}, {0x1F43F, 0x1F43F}, {0x1F441, 0x1F441}, {0x1F4FD, 0x1F4FD}, {0x1F549, 0x1F54A},
    {0x1F56F, 0x1F570}, {0x1F573, 0x1F579}, {0x1F587, 0x1F587}, {0x1F58A, 0x1F58D}, {0x1F590, 0x1F590},
    {0x1F5A5, 0x1F5A5}, {0x1F5A8, 0x1F5A8}, {0x1F5B1, 0x1F5B2}, {0x1F5BC, 0x1F5BC}, {0x1F5C2, 0x1F5C4},
    {0x1F5D1, 0x1F5D3}, {0x1F5DC, 0x1F5DE}, {0x1F5E1, 0x1F5E1}, {0x1F5E3, 0x1F5E3}, {0x1F5E8, 0x1F5E8},
    {0x1F5EF, 0x1F5EF}, {0x1F5F3, 0x1F5F3}, {0x1F5FA, 0x1F5FA}, {0x1F6CB, 0x1F6CB}, {0x1F6CD, 0x1F6CF},
    {0x1F6E0, 0x1F6E5}, {0x1F6E9, 0x1F6E9}, {0x1F6F0, 0x1F6F0}, {0x1F6F3, 0x1F6F3},
});

bool contains(std::span<const Range> ranges, char32_t code_point) {
  const auto range = std::lower_bound(ranges.begin(), ranges.end(), code_point,
                                      [](const Range& candidate, char32_t value) { return candidate.last < value; });
  return range != ranges.end() && range->first <= code_point;
}

bool is_text_emoji(char32_t code_point) { return contains(kTextEmoji, code_point); }

constexpr bool is_regional_indicator(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }
constexpr bool is_skin_tone(char32_t c) { return c >= 0x1F3FB && c <= 0x1F3FF; }

const utf8proc_property_t& property(char32_t code_point) {
  return *utf8proc_get_property(static_cast<utf8proc_int32_t>(code_point));
}

/// Emoji newer than the tables must not break the layout of those who know them: the blocks set aside for them are
/// wide.
constexpr bool is_reserved_for_emoji(char32_t c) { return c >= 0x1F900 && c <= 0x1FAFF; }

int looked_up_width(char32_t c) {
  const utf8proc_property_t& found = property(c);
  if (found.category == UTF8PROC_CATEGORY_CN) {
    if (is_reserved_for_emoji(c) || (c >= 0x20000 && c <= 0x3FFFD)) return 2;
    return found.ignorable ? 0 : 1;
  }
  // Arabic number signs and their like are format characters that one sees.
  if (found.boundclass == UTF8PROC_BOUNDCLASS_PREPEND) return 1;
  return found.charwidth;
}

/// Indic_Conjunct_Break=Consonant of DerivedCoreProperties.txt 15.1.
constexpr std::array kConsonants = std::to_array<Range>({
    {0x0915, 0x0939}, {0x0958, 0x095F}, {0x0978, 0x097F}, {0x0995, 0x09A8}, {0x09AA, 0x09B0}, {0x09B2, 0x09B2},
    {0x09B6, 0x09B9}, {0x09DC, 0x09DD}, {0x09DF, 0x09DF}, {0x09F0, 0x09F1}, {0x0A95, 0x0AA8}, {0x0AAA, 0x0AB0},
    {0x0AB2, 0x0AB3}, {0x0AB5, 0x0AB9}, {0x0AF9, 0x0AF9}, {0x0B15, 0x0B28}, {0x0B2A, 0x0B30}, {0x0B32, 0x0B33},
    {0x0B35, 0x0B39}, {0x0B5C, 0x0B5D}, {0x0B5F, 0x0B5F}, {0x0B71, 0x0B71}, {0x0C15, 0x0C28}, {0x0C2A, 0x0C39},
    {0x0C58, 0x0C5A}, {0x0D15, 0x0D3A},
});
/// Indic_Conjunct_Break=Linker.
constexpr bool is_linker(char32_t c) {
  return c == 0x094D || c == 0x09CD || c == 0x0ACD || c == 0x0B4D || c == 0x0C4D || c == 0x0D4D;
}

std::uint8_t class_traits(char32_t c) {
  auto bits = static_cast<std::uint8_t>(code_point_width(c));
  if (is_simple_narrow(c) || is_simple_wide(c)) return bits | CodePointTraits::kAlone;
  if (contains(kConsonants, c)) return bits | CodePointTraits::kAlone | CodePointTraits::kConsonant;
  switch (property(c).boundclass) {
    case UTF8PROC_BOUNDCLASS_OTHER:
    case UTF8PROC_BOUNDCLASS_LV:  // a whole syllable joins only a lone lead before it
    case UTF8PROC_BOUNDCLASS_LVT:
      return bits != 0 ? bits | CodePointTraits::kAlone : bits;
    case UTF8PROC_BOUNDCLASS_L:
    case UTF8PROC_BOUNDCLASS_PREPEND:
      return bits | CodePointTraits::kAttracts;
    case UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC:
      return bits | CodePointTraits::kPictograph;
    default:
      return bits;
  }
}

std::uint8_t compute_traits(char32_t c) {
  const std::uint8_t bits = class_traits(c);
  const bool runs =
      (bits & (CodePointTraits::kAlone | CodePointTraits::kPictograph)) != 0 && (bits & CodePointTraits::kWidth) != 0;
  return runs ? bits | CodePointTraits::kRuns : bits;
}

/// Spacing marks and ZWNJ end what could become a conjunct; other marks do not.
ClusterState::Conjunct conjunct_after(ClusterState::Conjunct before, char32_t mark) {
  using Conjunct = ClusterState::Conjunct;
  if (before == Conjunct::None) return Conjunct::None;
  if (is_linker(mark)) return Conjunct::Linked;
  const bool goes_on =
      mark == kJoiner || (property(mark).boundclass == UTF8PROC_BOUNDCLASS_EXTEND && mark != kNonJoiner);
  return goes_on ? before : Conjunct::None;
}

}  // namespace

int code_point_width(char32_t c) {
  if (is_simple_narrow(c)) return 1;
  if (is_simple_wide(c) || (c >= 0xAC00 && c <= 0xD7A3)) return 2;  // with Hangul: nearly all that comes
  if (is_regional_indicator(c)) return 2;
  return looked_up_width(c);
}

std::array<std::atomic<const TraitsTable::Page*>, 0x110000 / TraitsTable::kPageSize> TraitsTable::pages_{};

const TraitsTable::Page* TraitsTable::make_page(std::size_t number) {
  auto made = std::make_unique<Page>();
  for (std::size_t i = 0; i < kPageSize; ++i)
    (*made)[i] = compute_traits(static_cast<char32_t>(number * kPageSize + i));
  const Page* present = nullptr;
  // Another thread may have been faster: its page says the same.
  return pages_[number].compare_exchange_strong(present, made.get()) ? made.release() : present;
}

bool continues_cluster(ClusterState& state, char32_t next) {
  if (next < kFirstCombining || state.previous == 0) return false;
  const CodePointTraits traits = traits_of(next);
  if (traits.has(CodePointTraits::kPictograph) && state.previous != kJoiner && !attracts(state)) return false;
  // A skin tone colours an emoji; after anything else it is a picture of its own.
  if (is_skin_tone(next) && property(state.previous).boundclass != UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC)
    return false;
  using Conjunct = ClusterState::Conjunct;
  if (state.conjunct == Conjunct::Linked && traits.has(CodePointTraits::kConsonant)) {
    state = {next, 0, Conjunct::Consonant};
    return true;
  }
  std::int32_t break_state = state.break_state;
  if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(state.previous),
                                       static_cast<utf8proc_int32_t>(next), &break_state))
    return false;
  state.conjunct = conjunct_after(state.conjunct, next);
  state.previous = next;
  state.break_state = break_state;
  return true;
}

int joined_width(int width, char32_t previous, char32_t next) {
  if (next == kEmojiPresentation) return is_text_emoji(previous) ? 2 : width;
  if (next == kTextPresentation) {
    const bool is_emoji = property(previous).boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
    return is_emoji ? 1 : width;
  }
  const bool is_jamo = next >= 0x1160 && next <= 0x11FF;  // vowels and finals lie inside the block of the first
  return is_jamo ? width : std::max(width, code_point_width(next));
}

char32_t lower_case(char32_t c) {
  if (c < 0x80) return c >= U'A' && c <= U'Z' ? c + 0x20 : c;
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
}

char32_t upper_case(char32_t c) {
  if (c < 0x80) return c >= U'a' && c <= U'z' ? c - 0x20 : c;
  return static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c)));
}

}  // namespace tabacus::terminal
