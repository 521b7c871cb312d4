// The state machine. Text is found by run, not by byte: 16 bytes at a time where SSE2 is there.
#include "terminal/parser.hpp"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <cstring>

namespace tabacus::terminal {
namespace {

constexpr unsigned char kBell = 0x07;
constexpr unsigned char kCancel = 0x18;
constexpr unsigned char kSubstitute = 0x1A;
constexpr unsigned char kEscape = 0x1B;
constexpr unsigned char kDelete = 0x7F;
constexpr char32_t kReplacement = 0xFFFD;
constexpr std::size_t kLongestAsciiInText = 16;
constexpr std::size_t kKeptStringCapacity = 64 * 1024;  // a longer string's memory is given back after it

constexpr bool is_printable_ascii(unsigned char byte) { return byte >= 0x20 && byte < kDelete; }

/// First byte that is not printable ASCII.
const char* skip_printable(const char* at, const char* end) {
#ifdef __SSE2__
  // Signed compare: bytes from 0x80 are negative and so below 0x20 too.
  const __m128i lowest = _mm_set1_epi8(0x1F);
  const __m128i del = _mm_set1_epi8(0x7F);
  while (end - at >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i good = _mm_andnot_si128(_mm_cmpeq_epi8(bytes, del), _mm_cmpgt_epi8(bytes, lowest));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(good));
    if (mask != 0xFFFF) return at + std::countr_one(mask);
    at += 16;
  }
#endif
  while (at != end && is_printable_ascii(static_cast<unsigned char>(*at))) ++at;
  return at;
}

struct Utf8Character {
  char32_t value = 0;
  std::size_t length = 0;  ///< 0: none that is well-formed and whole
};

/// The character at `at`, whose lead byte is not ASCII.
Utf8Character whole_character(const char* at, const char* end) {
  const auto left = end - at;
  const auto tail = [at](int index) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(at[index])) ^ 0x80;
  };
  const std::uint32_t lead = static_cast<unsigned char>(*at);
  if (lead < 0xE0) {
    if (left < 2 || lead < 0xC2 || tail(1) > 0x3F) return {};
    return {(lead & 0x1F) << 6 | tail(1), 2};
  }
  if (lead < 0xF0) {
    if (left < 3 || (tail(1) | tail(2)) > 0x3F) return {};
    const std::uint32_t value = (lead & 0x0F) << 12 | tail(1) << 6 | tail(2);
    const bool is_good = value >= 0x800 && (value < 0xD800 || value > 0xDFFF);
    return is_good ? Utf8Character{value, 3} : Utf8Character{};
  }
  if (left < 4 || lead > 0xF4 || (tail(1) | tail(2) | tail(3)) > 0x3F) return {};
  const std::uint32_t value = (lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
  return value >= 0x10000 && value <= 0x10FFFF ? Utf8Character{value, 4} : Utf8Character{};
}

}  // namespace

/// What most sequences have: numbers of up to four digits between semicolons, and behind them the final byte, all
/// within 32 bytes. Which digits there are changes from one sequence to the next, so nothing branches on them. Returns
/// the final byte's place; `at`, with nothing taken, when it is anything else or the piece ends too near to look that
/// far.
const char* Parameters::take_plain(const char* at, const char* end) {
#ifdef __SSE2__
  constexpr int kWindow = 32;
  constexpr int kDigits = 4;
  if (end - at < kWindow + kDigits) return at;
  std::uint32_t digits = 0;
  std::uint32_t separators = 0;
  for (int half = 0; half < kWindow; half += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + half));
    const __m128i are_digits =
        _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('0' - 1)), _mm_cmplt_epi8(bytes, _mm_set1_epi8('9' + 1)));
    digits |= static_cast<std::uint32_t>(_mm_movemask_epi8(are_digits)) << half;
    separators |= static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(';')))) << half;
  }
  const int length = std::countr_one(digits | separators);
  if (length == 0 || length == kWindow) return at;
  if (const auto final_byte = static_cast<unsigned char>(at[length]); final_byte < 0x40 || final_byte >= kDelete)
    return at;
  const std::uint32_t inside = (std::uint32_t{1} << length) - 1;
  digits &= inside;
  if ((digits & digits >> 1 & digits >> 2 & digits >> 3 & digits >> 4) != 0) return at;  // a longer number
  int start = 0;
  for (std::uint32_t ends = (separators & inside) | std::uint32_t{1} << length; ends != 0; ends &= ends - 1) {
    const int stop = std::countr_zero(ends);
    std::uint32_t ascii = 0;
    std::memcpy(&ascii, at + start, sizeof ascii);
    // The digits to the high end, so that zeros stand before them; then pairs of digits, then the pair of those.
    const auto aligned = static_cast<std::uint32_t>(std::uint64_t{ascii} << 8 * (kDigits - (stop - start)));
    const std::uint32_t pairs = (aligned & 0x0F0F0F0F) * (10 * 256 + 1) >> 8;
    const std::uint32_t number = (pairs & 0x00FF00FF) * (100 * 65536 + 1) >> 16;
    values_[count_] = stop == start ? kMissing : static_cast<std::int32_t>(number);
    is_sub_[count_++] = false;
    start = stop + 1;
  }
  return at + length;
#else
  static_cast<void>(end);
  return at;
#endif
}

void Parser::feed(std::string_view bytes, ParserEvents& events) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at != end) {
    switch (state_) {
      case State::Ground:
        at = ground(at, end, events);
        break;
      case State::Escape:
        at = escape(at, events);
        if (state_ == State::Header && at != end) at = header(at, end, events);
        break;
      case State::Vt52Position:
        at = vt52_position(at, events);
        break;
      case State::Header:
        at = header(at, end, events);
        break;
      case State::IgnoredHeader:
        at = ignored_header(at, events);
        break;
      case State::String:
        at = string(at, end, events);
        break;
      case State::StringEscape:
        at = string_escape(at, events);
        break;
    }
  }
}

const char* Parser::ground(const char* at, const char* end, ParserEvents& events) {
  if (utf8_missing_ != 0) at = multibyte(at, end, events);
  while (at != end) {
    const auto byte = static_cast<unsigned char>(*at);
    if (byte >= 0x80) {
      at = multibyte(at, end, events);
    } else if (is_printable_ascii(byte)) {
      // One alone, as between two sequences, is found without the vector's long way.
      const char* const start = at++;
      if (at != end && is_printable_ascii(static_cast<unsigned char>(*at))) at = skip_printable(at, end);
      events.print_ascii({start, static_cast<std::size_t>(at - start)});
    } else if (byte == kEscape) {
      start_escape();
      return at + 1;
    } else if (byte == '\r' && end - at > 1 && at[1] == '\n') {
      events.end_line();
      at += 2;
    } else {
      if (byte != kCancel && byte != kSubstitute) events.control(byte);
      ++at;
    }
  }
  return at;
}

/// Sets up the decoder for what follows `lead`; false when no character starts with it.
bool Parser::start_utf8(unsigned char lead) {
  utf8_lower_ = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  utf8_upper_ = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    utf8_missing_ = 1;
    utf8_value_ = lead & 0x1Fu;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    utf8_missing_ = 2;
    utf8_value_ = lead & 0x0Fu;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    utf8_missing_ = 3;
    utf8_value_ = lead & 0x07u;
  } else {
    return false;
  }
  return true;
}

/// Decodes until a run of ASCII or a control comes, or the piece ends; an unfinished character stays in utf8_*.
const char* Parser::multibyte(const char* at, const char* end, ParserEvents& events) {
  std::array<char32_t, 256> text;
  std::size_t count = 0;
  std::size_t ascii_run = 0;
  while (at != end && count < text.size()) {
    const auto byte = static_cast<unsigned char>(*at);
    if (utf8_missing_ == 0) {
      if (byte < 0x80) {
        // A long run is cheaper as ASCII alone; a word between others is not.
        if (!is_printable_ascii(byte) || ++ascii_run > kLongestAsciiInText) break;
        text[count++] = byte;
        ++at;
        continue;
      }
      ascii_run = 0;
      if (const Utf8Character whole = whole_character(at, end); whole.length != 0) {
        text[count] = whole.value;
        count += whole.value >= 0xA0 ? 1 : 0;  // C1 controls are dropped
        at += whole.length;
        continue;
      }
      if (!start_utf8(byte)) text[count++] = kReplacement;
      ++at;
    } else if (byte < utf8_lower_ || byte > utf8_upper_) {  // the cut-off part is one U+FFFD; this byte starts anew
      utf8_missing_ = 0;
      text[count++] = kReplacement;
    } else {
      utf8_lower_ = 0x80;
      utf8_upper_ = 0xBF;
      utf8_value_ = utf8_value_ << 6 | (byte & 0x3Fu);
      if (--utf8_missing_ == 0 && utf8_value_ >= 0xA0) text[count++] = utf8_value_;
      ++at;
    }
  }
  if (count != 0) events.print({text.data(), count});
  return at;
}

void Parser::start_escape() {
  state_ = State::Escape;
  sequence_.introducer = Introducer::Escape;
  sequence_.prefix = 0;
  sequence_.intermediates = {};
  sequence_.intermediate_count = 0;
  sequence_.final_byte = 0;
  sequence_.ended_by_bell = false;
  sequence_.data = {};
  sequence_.parameters.clear();
}

/// C0 controls act in the middle of a sequence; CAN, SUB and ESC end it. True when `byte` was one of them.
bool Parser::interrupts(unsigned char byte, ParserEvents& events) {
  if (byte >= 0x20 && byte != kDelete) return false;
  if (byte == kEscape) {
    start_escape();
  } else if (byte == kCancel || byte == kSubstitute) {
    state_ = State::Ground;
  } else if (byte != kDelete) {
    events.control(byte);
  }
  return true;
}

bool Parser::add_intermediate(char byte) {
  if (sequence_.intermediate_count == sequence_.intermediates.size()) return false;
  sequence_.intermediates[sequence_.intermediate_count++] = byte;
  return true;
}

const char* Parser::escape(const char* at, ParserEvents& events) {
  const auto byte = static_cast<unsigned char>(*at);
  if (interrupts(byte, events)) return at + 1;
  if (byte >= 0x80) {  // not a sequence; the byte belongs to text
    state_ = State::Ground;
    return at;
  }
  if (is_vt52_) return vt52_escape(at, events);
  if (byte < 0x30) {
    // ESC with three intermediates is nobody's: its final byte is swallowed like a header's.
    if (!add_intermediate(*at)) state_ = State::IgnoredHeader;
    return at + 1;
  }
  if (sequence_.intermediate_count == 0) {
    switch (byte) {
      case '[':
        start_header(Introducer::Csi);
        return at + 1;
      case 'P':
        start_header(Introducer::Dcs);
        return at + 1;
      case ']':
        start_string(Introducer::Osc, true);
        return at + 1;
      case 'X':  // SOS
      case '^':  // PM
      case '_':  // APC: kitty graphics and the like; nobody claims them
        start_string(Introducer::Dcs, false);
        return at + 1;
      default:
        break;
    }
  }
  sequence_.final_byte = *at;
  state_ = State::Ground;
  events.sequence(sequence_);
  return at + 1;
}

/// Every sequence but one is a byte long.
const char* Parser::vt52_escape(const char* at, ParserEvents& events) {
  sequence_.introducer = Introducer::Vt52;
  sequence_.final_byte = *at;
  if (*at == 'Y') {
    state_ = State::Vt52Position;
  } else {
    state_ = State::Ground;
    events.sequence(sequence_);
  }
  return at + 1;
}

/// Row and column, counted from the space.
const char* Parser::vt52_position(const char* at, ParserEvents& events) {
  const auto byte = static_cast<unsigned char>(*at);
  if (interrupts(byte, events)) return at + 1;
  sequence_.parameters.add_value(byte - 0x20);
  if (sequence_.parameters.size() == 2) {
    state_ = State::Ground;
    events.sequence(sequence_);
  }
  return at + 1;
}

void Parser::start_header(Introducer introducer) {
  sequence_.introducer = introducer;
  state_ = State::Header;
}

/// The part of a CSI or DCS up to its final byte.
const char* Parser::header(const char* at, const char* end, ParserEvents& events) {
  Parameters& parameters = sequence_.parameters;
  if (parameters.size() == 0 && sequence_.intermediate_count == 0) at = parameters.take_plain(at, end);
  for (; at != end; ++at) {
    const auto byte = static_cast<unsigned char>(*at);
    const bool may_be_parameter = sequence_.intermediate_count == 0;
    if (byte >= '0' && byte <= ';' && may_be_parameter) {
      if (parameters.size() == 0) parameters.add(false);
      if (byte <= '9') {
        parameters.add_digit(byte - '0');
      } else {
        parameters.add(byte == ':');
      }
    } else if (byte >= 0x40 && byte < kDelete) {
      sequence_.final_byte = *at;
      if (sequence_.introducer == Introducer::Csi) {
        state_ = State::Ground;
        events.sequence(sequence_);
      } else {
        start_string(Introducer::Dcs, true);
      }
      return at + 1;
    } else if (byte >= '<' && byte <= '?' && may_be_parameter && parameters.size() == 0 && sequence_.prefix == 0) {
      sequence_.prefix = *at;
    } else if (byte >= 0x20 && byte < 0x30 && add_intermediate(*at)) {
      continue;
    } else if (interrupts(byte, events)) {
      if (state_ != State::Header) return at + 1;
    } else {
      state_ = State::IgnoredHeader;
      return at + 1;
    }
  }
  return at;
}

const char* Parser::ignored_header(const char* at, ParserEvents& events) {
  const auto byte = static_cast<unsigned char>(*at);
  if (!interrupts(byte, events) && byte >= 0x40 && byte < kDelete) {
    state_ = State::Ground;
    if (sequence_.introducer == Introducer::Dcs) start_string(Introducer::Dcs, false);
  }
  return at + 1;
}

void Parser::start_string(Introducer introducer, bool is_kept) {
  sequence_.introducer = introducer;
  string_is_kept_ = is_kept;
  string_.clear();
  state_ = State::String;
}

const char* Parser::string(const char* at, const char* end, ParserEvents& events) {
  const char* stop = at;
  while (stop != end && static_cast<unsigned char>(*stop) >= 0x20) ++stop;
  append_string(at, stop);
  if (stop == end) return end;
  const auto byte = static_cast<unsigned char>(*stop);
  if (byte == kEscape) {
    state_ = State::StringEscape;
  } else if (byte == kBell && sequence_.introducer == Introducer::Osc) {
    end_string(true, events);
  } else if (byte == kCancel || byte == kSubstitute) {
    drop_string();
    state_ = State::Ground;
  }
  return stop + 1;
}

void Parser::append_string(const char* at, const char* end) {
  if (!string_is_kept_) return;
  const auto size = static_cast<std::size_t>(end - at);
  if (size > max_string_bytes_ - string_.size()) {
    drop_string();
    string_is_kept_ = false;
    return;
  }
  string_.append(at, size);
}

const char* Parser::string_escape(const char* at, ParserEvents& events) {
  if (*at == '\\') {
    end_string(false, events);
    return at + 1;
  }
  drop_string();  // ESC cut it short and starts a sequence of its own
  start_escape();
  return at;
}

void Parser::end_string(bool by_bell, ParserEvents& events) {
  state_ = State::Ground;
  if (string_is_kept_) {
    sequence_.ended_by_bell = by_bell;
    sequence_.data = string_;
    events.sequence(sequence_);
  }
  drop_string();
}

void Parser::drop_string() {
  sequence_.data = {};
  string_.clear();
  if (string_.capacity() > kKeptStringCapacity) string_ = {};
}

}  // namespace tabacus::terminal
