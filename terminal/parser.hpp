// Bytes from a program to text, controls and whole sequences: the VT500 state machine (vt100.net/emu/dec_ansi_parser)
// with UTF-8 decoding in its ground state. Pure; the thread that feeds it. Input is hostile and may be split anywhere:
// every piece of state is bounded, and what outgrows its bound is dropped whole.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tabacus::terminal {

/// Numeric parameters of a sequence. `38:2:1` is three of them, the last two being sub-parameters of the first.
class Parameters {
 public:
  static constexpr std::size_t kMax = 256;      ///< further ones are dropped
  static constexpr std::int32_t kMissing = -1;  ///< "" between two separators
  static constexpr std::int32_t kLargest = 99'999;

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] bool is_sub(std::size_t index) const { return index < count_ && is_sub_[index]; }
  /// `fallback` when the parameter is missing or not there.
  [[nodiscard]] int value(std::size_t index, int fallback) const {
    return index < count_ && values_[index] != kMissing ? values_[index] : fallback;
  }
  /// For counts and positions: missing and 0 both mean 1.
  [[nodiscard]] int at_least_one(std::size_t index) const {
    const int number = value(index, 1);
    return number == 0 ? 1 : number;
  }

 private:
  friend class Parser;
  void clear() {
    count_ = 0;
    is_full_ = false;
  }
  void add(bool is_sub) {
    is_full_ = count_ == kMax;
    if (is_full_) return;
    is_sub_[count_] = is_sub;
    values_[count_++] = kMissing;
  }
  void add_digit(int digit) {
    if (is_full_) return;
    std::int32_t& number = values_[count_ - 1];
    number = number == kMissing ? digit : number * 10 + digit;
    if (number > kLargest) number = kLargest;
  }
  void add_value(std::int32_t value) {
    add(false);
    if (!is_full_) values_[count_ - 1] = value;
  }
  const char* take_plain(const char* at, const char* end);

  std::size_t count_ = 0;
  bool is_full_ = false;
  std::array<std::int32_t, kMax> values_;  // only the first count_ are set: clearing must be cheap
  std::array<bool, kMax> is_sub_;
};

enum class Introducer : std::uint8_t { Escape, Csi, Osc, Dcs, Vt52 };

/// One complete sequence; views are good until the handler returns.
struct Sequence {
  Introducer introducer = Introducer::Escape;
  char prefix = 0;  ///< one of < = > ?, or 0
  std::array<char, 2> intermediates{};
  std::uint8_t intermediate_count = 0;
  char final_byte = 0;  ///< 0 for Osc
  bool ended_by_bell = false;
  Parameters parameters;
  std::string_view data;  ///< what an Osc or Dcs string holds, without C0 controls

  /// prefix, intermediates and final byte in one number, for table look-up.
  [[nodiscard]] std::uint32_t key() const {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(prefix)) << 24 |
           static_cast<std::uint32_t>(static_cast<unsigned char>(intermediates[0])) << 16 |
           static_cast<std::uint32_t>(static_cast<unsigned char>(intermediates[1])) << 8 |
           static_cast<unsigned char>(final_byte);
  }
};

/// What a parser tells, in the order of the stream.
class ParserEvents {
 public:
  virtual ~ParserEvents() = default;
  /// Bytes 0x20 to 0x7E, at least one.
  virtual void print_ascii(std::string_view text) = 0;
  /// Code points from U+00A0 on, printable ASCII that stands between them too; ill-formed bytes come as U+FFFD.
  virtual void print(std::span<const char32_t> text) = 0;
  /// A C0 control other than ESC, CAN and SUB; DEL where it stands in text.
  virtual void control(unsigned char byte) = 0;
  /// CR with LF behind it in the same piece: the two controls that come with nearly every line, in one call.
  virtual void end_line() {
    control('\r');
    control('\n');
  }
  virtual void sequence(const Sequence& sequence) = 0;
};

class Parser {
 public:
  static constexpr std::size_t kMaxStringBytes = 1024 * 1024;

  explicit Parser(std::size_t max_string_bytes = kMaxStringBytes) : max_string_bytes_{max_string_bytes} {}

  void feed(std::string_view bytes, ParserEvents& events);

  /// From the next sequence on: ESC and one byte, or ESC Y and two more, as Introducer::Vt52. For any moment, also from
  /// an event.
  void understand_vt52(bool on) { is_vt52_ = on; }

 private:
  enum class State : std::uint8_t { Ground, Escape, Vt52Position, Header, IgnoredHeader, String, StringEscape };

  const char* ground(const char* at, const char* end, ParserEvents& events);
  const char* multibyte(const char* at, const char* end, ParserEvents& events);
  const char* escape(const char* at, ParserEvents& events);
  const char* vt52_escape(const char* at, ParserEvents& events);
  const char* vt52_position(const char* at, ParserEvents& events);
  const char* header(const char* at, const char* end, ParserEvents& events);
  const char* ignored_header(const char* at, ParserEvents& events);
  const char* string(const char* at, const char* end, ParserEvents& events);
  const char* string_escape(const char* at, ParserEvents& events);

  bool interrupts(unsigned char byte, ParserEvents& events);
  bool add_intermediate(char byte);
  bool start_utf8(unsigned char lead);
  void start_escape();
  void start_header(Introducer introducer);
  void start_string(Introducer introducer, bool is_kept);
  void append_string(const char* at, const char* end);
  void end_string(bool by_bell, ParserEvents& events);
  void drop_string();

  const std::size_t max_string_bytes_;
  State state_ = State::Ground;
  bool is_vt52_ = false;
  Sequence sequence_;

  std::string string_;
  bool string_is_kept_ = true;  // false: unwanted, or over the limit; read to its end and dropped

  // A character that the end of a piece cut: WHATWG Encoding, "UTF-8 decoder".
  char32_t utf8_value_ = 0;
  std::uint8_t utf8_missing_ = 0;
  unsigned char utf8_lower_ = 0x80;
  unsigned char utf8_upper_ = 0xBF;
};

}  // namespace tabacus::terminal
