// Every folder of tests/fixtures/vt: in.txt (bytes with \e, \r, \n, \a, \b, \t, \xHH, \\ escaped; real line ends do not
// count) is fed whole, byte by byte and in two pieces at every cut; the outcome must be screen.txt each time, the
// replies reply.txt. `size` holds COLUMNSxROWS where it is not 20x5. TABACUS_UPDATE_GOLDEN=1 rewrites what is expected.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "terminal/replay.hpp"
#include "tests/support/terminal_probe.hpp"
#include "tests/support/vt_escapes.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::unescaped;

using testing_support::Probe;

std::filesystem::path fixtures() { return std::filesystem::path{TABACUS_SOURCE_DIR} / "tests/fixtures/vt"; }

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{fixtures()})
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string escaped(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    if (c == '\x1B') {
      text += "\\e";
    } else if (c == '\a') {
      text += "\\a";
    } else if (c == '\\') {
      text += "\\\\";
    } else {
      text += c;
    }
  }
  return text;
}

Size size_of(const std::filesystem::path& folder) {
  const std::string text = read_file(folder / "size");
  if (text.empty()) return {20, 5};
  const std::size_t x = text.find('x');
  return {std::stoi(text.substr(0, x)), std::stoi(text.substr(x + 1))};
}

/// The attribute runs as replay prints them, one a line.
std::string attribute_lines(std::string_view json) {
  const std::size_t start = json.find("\"attrs\":[") + 9;
  std::string runs{json.substr(start, json.find("],\"wrapped\"") - start)};
  for (std::size_t at = 0; (at = runs.find("},[", at)) != std::string::npos;) runs.replace(at, 3, "}\n[");
  for (std::size_t at = 0; (at = runs.find("}],", at)) != std::string::npos;) runs.replace(at, 3, "}]\n");
  return runs;
}

struct Outcome {
  std::string screen;
  std::string replies;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

std::string describe(const Probe& probe) {
  const Screen& screen = probe.screen();
  std::string text = "cursor " + probe.cursor();
  if (!screen.modes().cursor_visible) text += " hidden";
  if (probe.terminal.is_alternate_screen()) text += " alternate";
  if (screen.history().size() > 0) text += " scrollback " + std::to_string(screen.history().size());
  if (!probe.terminal.title().empty()) text += " title '" + probe.terminal.title() + "'";
  text += '\n';
  for (int row = 0; row < screen.rows(); ++row) text += probe.row(row) + (screen.line(row).wrapped ? "\\\n" : "|\n");
  return text;
}

Outcome outcome_of(Size size, const std::vector<std::string_view>& pieces) {
  Probe probe{size};
  for (const std::string_view piece : pieces) probe.feed(piece);
  return {describe(probe), probe.host.replies};
}

class VtFixtures : public testing::TestWithParam<std::string> {};

TEST_P(VtFixtures, LeaveTheSameScreenAtEveryCut) {
  const auto folder = fixtures() / GetParam();
  const std::string bytes = unescaped(read_file(folder / "in.txt"));
  ASSERT_FALSE(bytes.empty());
  const Size size = size_of(folder);
  const std::string_view stream{bytes};
  const Outcome whole = outcome_of(size, {stream});
  const auto json = replay_json({.size = size, .resizes = {}}, stream);
  ASSERT_TRUE(json);
  const std::string screen = whole.screen + attribute_lines(*json) + '\n';
  const std::string replies = whole.replies.empty() ? "" : escaped(whole.replies) + '\n';
  if (std::getenv("TABACUS_UPDATE_GOLDEN") != nullptr) {
    std::ofstream{folder / "screen.txt"} << screen;
    if (!replies.empty()) std::ofstream{folder / "reply.txt"} << replies;
  }
  EXPECT_EQ(screen, read_file(folder / "screen.txt"));
  EXPECT_EQ(replies, read_file(folder / "reply.txt"));

  std::vector<std::string_view> single;
  for (std::size_t i = 0; i < stream.size(); ++i) single.push_back(stream.substr(i, 1));
  EXPECT_EQ(outcome_of(size, single), whole) << "byte by byte";
  for (std::size_t cut = 1; cut < stream.size(); ++cut)
    ASSERT_EQ(outcome_of(size, {stream.substr(0, cut), stream.substr(cut)}), whole) << "cut at " << cut;
}

INSTANTIATE_TEST_SUITE_P(Cases, VtFixtures, testing::ValuesIn(case_names()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace tabacus::terminal
