#include "analytics/wire/sse_sieve.hpp"

#include <gtest/gtest.h>

namespace tabacus::analytics {
namespace {

constexpr std::size_t kMax = 64;

bool is_unwanted(std::string_view data) { return data == "drop\nme" || data == "drop me"; }

std::string sieved(const std::vector<std::string_view>& pieces) {
  SseSieve sieve{is_unwanted, kMax};
  std::string passed;
  for (const std::string_view piece : pieces) passed += sieve.feed(piece);
  return passed + sieve.finish();
}

struct SieveCase {
  const char* name;
  std::string stream;
  std::string passed;
};

const std::vector<SieveCase> kCases{
    {"line feeds", "data: a\n\ndata: drop me\n\ndata: b\n\n", "data: a\n\ndata: b\n\n"},
    {"no blank after the colon", "data:drop me\n\nid: 1\ndata: b\n\n", "id: 1\ndata: b\n\n"},
    {"data of two lines", "data: drop\ndata: me\n\ndata: [DONE]\n\n", "data: [DONE]\n\n"},
    {"the last one lacks its blank line", "data: a\n\ndata: drop me\n", "data: a\n\n"},
    {"an unfinished one that is wanted", "data: a\n\ndata: dro", "data: a\n\ndata: dro"},
    {"comments and empty lines", ": PING\n\n\n\ndata: drop me\n\n: PING\n\n", ": PING\n\n\n\n: PING\n\n"},
    {"too long to be asked of", "data: drop me\n: " + std::string(kMax, 'x') + "\n\ndata: drop me\n\n",
     "data: drop me\n: " + std::string(kMax, 'x') + "\n\n"},
};

TEST(SseSieve, LeavesOutAnEventWholeWhereverTheStreamIsCut) {
  for (const SieveCase& row : kCases) {
    const std::string_view stream = row.stream;
    EXPECT_EQ(sieved({stream}), row.passed) << row.name;
    for (std::size_t cut = 0; cut <= stream.size(); ++cut)
      EXPECT_EQ(sieved({stream.substr(0, cut), stream.substr(cut)}), row.passed) << row.name << " at " << cut;
  }
}

TEST(SseSieve, TakesEveryKindOfLineEnd) {
  for (const std::string end : {"\r\n", "\r"}) {
    const std::string kept = "data: a" + end + end;
    const std::string stream = kept + "data: drop me" + end + end + kept;
    EXPECT_EQ(sieved({stream}), kept + kept);
    for (std::size_t cut = 0; cut <= stream.size(); ++cut)
      EXPECT_EQ(sieved({std::string_view{stream}.substr(0, cut), std::string_view{stream}.substr(cut)}), kept + kept)
          << cut;
    std::vector<std::string_view> bytes;
    for (std::size_t at = 0; at < stream.size(); ++at) bytes.push_back(std::string_view{stream}.substr(at, 1));
    EXPECT_EQ(sieved(bytes), kept + kept);
  }
}

TEST(SseSieve, PassesAnEventOnAsSoonAsItIsWhole) {
  SseSieve sieve{is_unwanted, kMax};
  EXPECT_EQ(sieve.feed("data: a\n"), "");
  EXPECT_EQ(sieve.feed("\ndata"), "data: a\n\n");
  EXPECT_EQ(sieve.feed(std::string(kMax, 'x')), "data" + std::string(kMax, 'x')) << "a long one does not wait";
  EXPECT_EQ(sieve.feed("y"), "y");
  EXPECT_EQ(sieve.feed("\n\ndata: drop me\n\n"), "\n\n");
}

}  // namespace
}  // namespace tabacus::analytics
