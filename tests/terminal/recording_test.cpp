// What Claude Code, Codex, Gemini CLI and opencode sent to a terminal of 100x30 (tests/clients/record_screen): not one
// of their sequences shows as text or goes unclaimed unnoticed, every question is answered, and cuts change nothing.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "terminal/sequences/sequence.hpp"
#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

struct Recording {
  const char* name;
  std::size_t resized_at;                ///< to 80x24
  std::set<std::string> unclaimed;       ///< what it sends and we do not know, on purpose
  std::vector<std::string> answers;      ///< that must be among the replies
  std::vector<std::string> text_on_way;  ///< that is on the screen at some time
};

std::string bytes_of(const Recording& recording) {
  const auto path = std::filesystem::path{TABACUS_SOURCE_DIR} / "tests/fixtures/vt_recordings" /
                    (std::string{recording.name} + ".raw");
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string written(const Sequence& s) {
  if (s.introducer == Introducer::Osc) return "OSC " + std::string{s.data.substr(0, s.data.find(';'))};
  std::string text = s.introducer == Introducer::Csi ? "CSI " : s.introducer == Introducer::Dcs ? "DCS " : "ESC ";
  if (s.prefix != 0) text += s.prefix;
  text.append(s.intermediates.data(), s.intermediate_count);
  return text + s.final_byte;
}

class Unclaimed : public ParserEvents {
 public:
  void print_ascii(std::string_view) override {}
  void print(std::span<const char32_t> text) override {
    for (const char32_t c : text) replacements += c == 0xFFFD ? 1 : 0;
  }
  void control(unsigned char) override {}
  void sequence(const Sequence& sequence) override {
    if (!is_claimed(sequence)) names.insert(written(sequence));
  }

  std::set<std::string> names;
  int replacements = 0;
};

class Recordings : public testing::TestWithParam<Recording> {};

TEST_P(Recordings, HoldNothingThatNobodyClaims) {
  const std::string bytes = bytes_of(GetParam());
  ASSERT_FALSE(bytes.empty());
  Unclaimed unclaimed;
  Parser{}.feed(bytes, unclaimed);
  EXPECT_EQ(unclaimed.names, GetParam().unclaimed);
  EXPECT_EQ(unclaimed.replacements, 0);
}

/// What a sequence leaves when a terminal does not understand it.
void expect_no_stray_text(const Probe& probe) {
  const std::string rows = probe.rows();
  for (const char* rest :
       {"[?", "[>", ";2;", "]7501", "Gi=31", "7501;", "$p", "[<u", "+q4d73", "]11;", "2026h", "[38;"})
    ASSERT_EQ(rows.find(rest), std::string::npos) << rest << " in " << rows;
}

TEST_P(Recordings, AreAnsweredAndLeaveNoStrayText) {
  const Recording& recording = GetParam();
  const std::string bytes = bytes_of(recording);
  TerminalOptions options;
  options.name_and_version = "tabacus 0.1.0";
  Probe whole{{100, 30}, options};
  Probe cut{{100, 30}, options};
  std::set<std::string> missing{recording.text_on_way.begin(), recording.text_on_way.end()};
  constexpr std::size_t kPiece = 997;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = at < recording.resized_at ? recording.resized_at : bytes.size();
    const std::size_t size = std::min(kPiece, end - at);
    whole.feed(std::string_view{bytes}.substr(at, size));
    for (std::size_t i = at; i < at + size; ++i) cut.feed(std::string_view{bytes}.substr(i, 1));
    expect_no_stray_text(whole);
    std::erase_if(missing,
                  [rows = whole.rows()](const std::string& text) { return rows.find(text) != std::string::npos; });
    at += size;
    if (at != recording.resized_at) continue;
    whole.terminal.resize({80, 24});
    cut.terminal.resize({80, 24});
  }
  EXPECT_EQ(missing, std::set<std::string>{}) << "never shown";
  EXPECT_EQ(whole.rows(), cut.rows());
  EXPECT_EQ(whole.host.replies, cut.host.replies);
  for (const std::string& answer : recording.answers)
    EXPECT_NE(whole.host.replies.find(answer), std::string::npos) << answer.substr(1);
}

INSTANTIATE_TEST_SUITE_P(
    Agents, Recordings,
    testing::Values(
        Recording{"claude",
                  4163,
                  {},
                  {"\x1B[?64;6;9;15;21;22;28;52c", "\x1BP>|tabacus 0.1.0\x1B\\", "\x1B[?0u", "\x1B[?2026;2$y",
                   "\x1B[?1016;2$y", "\x1B]7501;?", "\x1B[6;16;8t"},
                  {"hello"}},
        Recording{"codex",
                  11981,
                  {},
                  {"\x1B[?64;6;9;15;21;22;28;52c", "\x1B[?7u", "\x1B[4;1R", "\x1B]10;rgb:", "\x1B]11;rgb:"},
                  {"hello"}},
        Recording{"gemini",
                  40'000,
                  {},
                  {"\x1B[?64;6;9;15;21;22;28;52c", "\x1B[?0u", "\x1BP>|tabacus 0.1.0\x1B\\", "\x1B]11;rgb:"},
                  {"Gemini"}},
        Recording{"opencode",
                  38317,
                  {"OSC 66", "OSC 1337"},
                  {"\x1B[?64;6;9;15;21;22;28;52c", "\x1B[?0u", "\x1BP>|tabacus 0.1.0\x1B\\", "\x1B[?2027;3$y",
                   "\x1B[?2031;1$y", "\x1BP1+r4d73=", "\x1B]4;0;rgb:", "\x1B]4;15;rgb:", "\x1B]10;rgb:", "\x1B]12;rgb:",
                   "\x1B]13;rgb:", "\x1B]17;rgb:", "\x1B]19;rgb:", "\x1B]99;i=", "\x1B[4;480;800t"},
                  {"hello"}}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tabacus::terminal
