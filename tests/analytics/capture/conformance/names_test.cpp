// Each of the 46 cases of bytes and framing has its test, under its own name.
#include <gmock/gmock.h>

#include <set>
#include <string>

namespace tabacus::analytics::test {
namespace {

constexpr const char* kCases[] = {"req_header_case",   "req_header_order",
                                  "req_header_dup",    "req_header_added",
                                  "accept_encoding",   "resp_headers",
                                  "resp_header_added", "status_reason",
                                  "raw_target",        "any_path",
                                  "big_header",        "req_body_exact",
                                  "req_body_encoded",  "req_body_zstd",
                                  "req_chunked",       "req_stream",
                                  "expect_continue",   "expect_refused",
                                  "early_answer",      "resp_gzip",
                                  "resp_br",           "sse_gzip_flush",
                                  "head_at_once",      "sse_at_once",
                                  "ndjson_at_once",    "sse_split",
                                  "cut_chunked",       "cut_length",
                                  "until_close",       "trailers",
                                  "early_hints",       "head_method",
                                  "no_body_status",    "redirect",
                                  "client_abort",      "client_abort_early",
                                  "half_close",        "reuse",
                                  "stale_reuse",       "stale_race",
                                  "pipelined",         "smuggle",
                                  "upstream_down",     "ws_bytes",
                                  "ws_deflate",        "ws_refused"};
static_assert(std::size(kCases) == 46);

/// A test's own name, or that of its parameter.
std::set<std::string> names_of_all_tests() {
  std::set<std::string> names;
  const testing::UnitTest& program = *testing::UnitTest::GetInstance();
  for (int i = 0; i < program.total_test_suite_count(); ++i) {
    const testing::TestSuite& suite = *program.GetTestSuite(i);
    for (int k = 0; k < suite.total_test_count(); ++k) {
      const std::string name = suite.GetTestInfo(k)->name();
      names.insert(name.substr(name.rfind('/') + 1));  // npos + 1 is the whole name
    }
  }
  return names;
}

TEST(ConformanceNames, AreAllThere) {
  const auto names = names_of_all_tests();
  for (const char* name : kCases) EXPECT_TRUE(names.contains(name)) << name;
}

}  // namespace
}  // namespace tabacus::analytics::test
