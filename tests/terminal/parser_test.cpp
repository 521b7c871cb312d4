// The state machine on its own: what comes out is the same wherever the stream is cut, and nothing grows without bound.
#include "terminal/parser.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/utf8.hpp"

namespace tabacus::terminal {
namespace {

/// Events as text, one after the other: "T(abc) C(0d) [?25h] E(c) O(0;x) D(q:m)".
class Recorder : public ParserEvents {
 public:
  void print_ascii(std::string_view text) override { append_text(text); }
  void print(std::span<const char32_t> text) override {
    std::string utf8;
    for (const char32_t c : text) append_utf8(utf8, c);
    append_text(utf8);
  }
  void control(unsigned char byte) override { add("C(" + std::to_string(byte) + ")"); }
  void sequence(const Sequence& s) override {
    std::string text;
    if (s.prefix != 0) text += s.prefix;
    for (std::size_t i = 0; i < s.parameters.size(); ++i) {
      if (i > 0) text += s.parameters.is_sub(i) ? ':' : ';';
      if (const int value = s.parameters.value(i, -1); value >= 0) text += std::to_string(value);
    }
    text.append(s.intermediates.data(), s.intermediate_count);
    if (s.final_byte != 0) text += s.final_byte;
    switch (s.introducer) {
      case Introducer::Csi:
        return add("[" + text);
      case Introducer::Escape:
        return add("E(" + text + ")");
      case Introducer::Osc:
        return add("O(" + std::string{s.data} + (s.ended_by_bell ? ")bell" : ")"));
      case Introducer::Dcs:
        return add("D(" + text + ":" + std::string{s.data} + ")");
      case Introducer::Vt52:
        return add("V(" + text + ")");
    }
  }
  [[nodiscard]] const std::string& log() const { return log_; }

 private:
  /// Text may come in pieces; that is no difference.
  void append_text(std::string_view text) {
    if (!log_.empty() && is_text_) {
      log_.insert(log_.size() - 1, text);
    } else {
      add("T(" + std::string{text} + ")");
    }
    is_text_ = true;
  }
  void add(const std::string& event) {
    if (!log_.empty()) log_ += ' ';
    log_ += event;
    is_text_ = false;
  }

  std::string log_;
  bool is_text_ = false;
};

struct StreamCase {
  const char* name;
  std::string_view input;
  std::string_view events;
};

class ParserStreams : public testing::TestWithParam<StreamCase> {};

TEST_P(ParserStreams, GiveTheSameEventsAtEveryCut) {
  const auto& [name, input, events] = GetParam();
  for (std::size_t cut = 0; cut <= input.size(); ++cut) {
    Parser parser;
    Recorder recorder;
    parser.feed(input.substr(0, cut), recorder);
    parser.feed(input.substr(cut), recorder);
    ASSERT_EQ(recorder.log(), events) << "cut at " << cut;
  }
}

TEST_P(ParserStreams, GiveTheSameEventsByteByByte) {
  const auto& [name, input, events] = GetParam();
  Parser parser;
  Recorder recorder;
  for (const char byte : input) parser.feed({&byte, 1}, recorder);
  EXPECT_EQ(recorder.log(), events);
}

INSTANTIATE_TEST_SUITE_P(
    Streams, ParserStreams,
    testing::Values(
        StreamCase{"text", "hello\r\nworld", "T(hello) C(13) C(10) T(world)"},
        StreamCase{"long_text", "0123456789abcdef0123456789abcdef!", "T(0123456789abcdef0123456789abcdef!)"},
        StreamCase{"utf8", "a\xC3\xA9\xE2\x94\x80\xF0\x9F\x98\x80z", "T(a\xC3\xA9\xE2\x94\x80\xF0\x9F\x98\x80z)"},
        StreamCase{"utf8_cut_short", "\xE2\x94x", "T(\xEF\xBF\xBDx)"},
        StreamCase{"utf8_then_escape", "\xF0\x9F\x1B[m", "T(\xEF\xBF\xBD) [m"},
        StreamCase{"utf8_overlong", "\xC0\xAF", "T(\xEF\xBF\xBD\xEF\xBF\xBD)"},
        StreamCase{"utf8_surrogate", "\xED\xA0\x80", "T(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD)"},
        StreamCase{"utf8_too_large", "\xF4\x90\x80\x80!", "T(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD!)"},
        StreamCase{"c1_in_utf8_is_dropped",
                   "a\xC2\x9B"
                   "31mb",
                   "T(a31mb)"},
        StreamCase{"csi", "\x1B[1;31mx", "[1;31m T(x)"}, StreamCase{"csi_missing", "\x1B[;5H\x1B[;H", "[;5H [;H"},
        StreamCase{"csi_sub", "\x1B[38:2::1:2:3;4:3m", "[38:2::1:2:3;4:3m"},
        StreamCase{"csi_private", "\x1B[?25;1049h\x1B[>4;2m", "[?25;1049h [>4;2m"},
        StreamCase{"csi_intermediate", "\x1B[?2026$p\x1B[2 q\x1B[!p", "[?2026$p [2 q [!p"},
        StreamCase{"csi_with_control_inside", "\x1B[3\r1mx", "C(13) [31m T(x)"},
        StreamCase{"csi_cancelled", "\x1B[31\x18mx", "T(mx)"},
        StreamCase{"csi_restarted", "\x1B[31\x1B[1mx", "[1m T(x)"},
        StreamCase{"csi_prefix_too_late", "\x1B[1?25hx", "T(x)"},
        StreamCase{"csi_with_utf8_inside", "\x1B[1\xC3\xA9mx", "T(x)"},
        StreamCase{"csi_parameter_after_intermediate", "\x1B[1 2qx", "T(x)"},
        StreamCase{"csi_huge_number", "\x1B[99999999999999999999C", "[99999C"},
        StreamCase{"escape",
                   "\x1B"
                   "7\x1B(0\x1B#8\x1B"
                   "c",
                   "E(7) E((0) E(#8) E(c)"},
        StreamCase{"escape_then_utf8", "\x1B\xC3\xA9", "T(\xC3\xA9)"},
        StreamCase{"osc_bell", "\x1B]0;title\ax", "O(0;title)bell T(x)"},
        StreamCase{"osc_st", "\x1B]8;;http://x\x1B\\link", "O(8;;http://x) T(link)"},
        StreamCase{"osc_utf8", "\x1B]2;\xC3\xA9\xE2\x94\x80\x1B\\", "O(2;\xC3\xA9\xE2\x94\x80)"},
        StreamCase{"osc_cut_by_escape", "\x1B]0;title\x1B[mx", "[m T(x)"},
        StreamCase{"osc_cancelled", "\x1B]0;title\x18x", "T(x)"}, StreamCase{"dcs", "\x1BP$qm\x1B\\x", "D($q:m) T(x)"},
        StreamCase{"dcs_keeps_bell", "\x1BP1;2q\a!\x1B\\x", "D(1;2q:!) T(x)"},
        StreamCase{"apc_pm_sos_are_swallowed", "\x1B_Gf=24;AAAA\x1B\\a\x1B^pm\x1B\\b\x1BXsos\a\x1B\\c", "T(abc)"},
        StreamCase{"delete_is_a_control_in_text_alone",
                   "a\x7F"
                   "b\x1B[\x7F"
                   "1mc",
                   "T(a) C(127) T(b) [1m T(c)"}),
    [](const auto& test) { return std::string{test.param.name}; });

/// Numbers are read many bytes at a time where the piece is long enough, one by one at its end: both are to agree on
/// whatever stands in a header.
TEST(Parser, ReadsAnyParametersAlikeInOnePieceAndByteByByte) {
  constexpr std::string_view kAlphabet = "0123456789;;;;::?>! $qmHcP\x18\x1B\r\x7F\xC3";
  std::mt19937 random{20261122};
  for (int round = 0; round < 20'000; ++round) {
    std::string stream = random() % 8 == 0 ? "\x1BP" : "\x1B[";
    for (auto left = random() % 40; left > 0; --left) {
      // Numbers mostly, so that whole headers of them come about.
      const auto letters = random() % 6 == 0 ? kAlphabet.size() : 14;
      stream += kAlphabet[random() % letters];
    }
    stream += "m" + std::string(random() % 40, 'x') + "\x1B\\";
    Recorder whole;
    Parser{}.feed(stream, whole);
    Recorder pieces;
    Parser parser;
    for (const char byte : stream) parser.feed({&byte, 1}, pieces);
    ASSERT_EQ(whole.log(), pieces.log()) << "round " << round;
  }
}

TEST(Parser, DropsParametersBeyondTheLimitAndKeepsTheSequence) {
  for (const std::size_t count : {200u, 256u, 257u, 2000u}) {
    std::string input = "\x1B[";
    for (std::size_t i = 0; i < count; ++i) input += "7;";
    input += "9mx";
    class Counter : public ParserEvents {
     public:
      void print_ascii(std::string_view text) override { text_ += text; }
      void print(std::span<const char32_t>) override {}
      void control(unsigned char) override {}
      void sequence(const Sequence& s) override { parameters_ = s.parameters.size(); }
      std::string text_;
      std::size_t parameters_ = 0;
    } counter;
    Parser parser;
    parser.feed(input, counter);
    EXPECT_EQ(counter.parameters_, std::min<std::size_t>(count + 1, 256));
    EXPECT_EQ(counter.text_, "x");
  }
}

TEST(Parser, DropsAStringThatOutgrowsTheLimitWhole) {
  Parser parser{100};
  Recorder recorder;
  parser.feed("\x1B]0;" + std::string(98, 'a') + "\a", recorder);
  parser.feed("\x1B]0;" + std::string(99, 'b') + "\a", recorder);
  parser.feed("\x1BPq" + std::string(10'000'000, 'c') + "\x1B\\done", recorder);
  EXPECT_EQ(recorder.log(), "O(0;" + std::string(98, 'a') + ")bell T(done)");
}

TEST(Parser, UnderstandsAVt52WhileToldTo) {
  Parser parser;
  Recorder recorder;
  parser.understand_vt52(true);
  parser.feed("a\x1BY!\x07\"b\x1BZ\x1B[c", recorder);
  parser.understand_vt52(false);
  parser.feed("\x1B[c", recorder);
  EXPECT_EQ(recorder.log(), "T(a) C(7) V(1;2Y) T(b) V(Z) V([) T(c) [c");
}

}  // namespace
}  // namespace tabacus::terminal
