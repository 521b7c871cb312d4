#include "analytics/wire/ndjson.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace tabacus::analytics {
namespace {

struct LinesCase {
  const char* name;
  std::string_view body;
  std::vector<std::string> lines;
};

std::vector<std::string> lines_of(const std::vector<std::string_view>& pieces) {
  NdjsonParser parser{1000};
  std::vector<std::string> lines;
  const auto sink = [&](std::string_view line) { lines.emplace_back(line); };
  for (const std::string_view piece : pieces) EXPECT_TRUE(parser.feed(piece, sink));
  EXPECT_TRUE(parser.finish(sink));
  return lines;
}

class NdjsonBodies : public testing::TestWithParam<LinesCase> {};

TEST_P(NdjsonBodies, GiveTheSameLinesAtEveryCut) {
  const auto& [name, body, lines] = GetParam();
  for (std::size_t cut = 0; cut <= body.size(); ++cut)
    EXPECT_EQ(lines_of({body.substr(0, cut), body.substr(cut)}), lines) << "cut at " << cut;
  std::vector<std::string_view> bytes;
  for (const char& byte : body) bytes.emplace_back(&byte, 1);
  EXPECT_EQ(lines_of(bytes), lines);
}

INSTANTIATE_TEST_SUITE_P(
    Bodies, NdjsonBodies,
    testing::Values(
        LinesCase{"lf", "{\"a\":1}\n{\"b\":2}\n", {"{\"a\":1}", "{\"b\":2}"}},
        LinesCase{"crlf", "{\"a\":1}\r\n{\"b\":2}\r\n", {"{\"a\":1}", "{\"b\":2}"}},
        LinesCase{"no_last_line_end", "{\"a\":1}\n{\"b\":2}", {"{\"a\":1}", "{\"b\":2}"}},
        LinesCase{"blank_lines", "\n\n{\"a\":1}\n \t\n\r\n{\"b\":2}\n\n", {"{\"a\":1}", "{\"b\":2}"}},
        LinesCase{"byte_order_mark", "\xEF\xBB\xBF{\"a\":1}\n", {"{\"a\":1}"}},
        LinesCase{"text_sequence", "\x1E{\"a\":1}\n\x1E{\"b\":2}\n", {"{\"a\":1}", "{\"b\":2}"}},
        LinesCase{"line_separators_inside", "{\"t\":\"\xE2\x80\xA8\xC2\x85\"}\n", {"{\"t\":\"\xE2\x80\xA8\xC2\x85\"}"}},
        LinesCase{"nothing", "", {}}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Ndjson, LeavesOutALineOverTheLimitOnly) {
  const std::string body = "{\"a\":1}\n" + std::string(200, 'x') + "\n{\"b\":2}\n";
  for (const std::size_t step : {1U, 7U, 1000U}) {
    NdjsonParser parser{100};
    std::vector<std::string> lines;
    int troubles = 0;
    for (std::string_view rest = body; !rest.empty(); rest.remove_prefix(std::min(step, rest.size()))) {
      const auto fed = parser.feed(rest.substr(0, step), [&](std::string_view line) { lines.emplace_back(line); });
      if (!fed) ++troubles;
    }
    EXPECT_THAT(lines, testing::ElementsAre("{\"a\":1}", "{\"b\":2}"));
    EXPECT_EQ(troubles, 1) << step;
  }
}

TEST(Ndjson, GoesOnWithTheNextLineBehindAGap) {
  NdjsonParser parser{100};
  std::vector<std::string> lines;
  const auto sink = [&](std::string_view line) { lines.emplace_back(line); };
  ASSERT_TRUE(parser.feed("{\"a\":", sink));
  parser.resynchronise();
  ASSERT_TRUE(parser.feed("1}\n{\"b\":2}\n", sink));
  EXPECT_THAT(lines, testing::ElementsAre("{\"b\":2}"));
}

TEST(Ndjson, NeedsLinearTimeWhateverThePieces) {
  const std::string line(1024 * 1024, 'x');
  NdjsonParser parser{16 * 1024 * 1024};
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 2; ++i)
    for (const char& byte : line) ASSERT_TRUE(parser.feed({&byte, 1}, [](std::string_view) {}));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{20});
}

}  // namespace
}  // namespace tabacus::analytics
