// A whole export: batches follow each other without a gap, and what fails stops it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analytics/api/export.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::HasSubstr;

/// So many calls with the ids 1, 2, 3, ...; asked for 500 at most.
CallSource counted_calls(std::int64_t count) {
  return [count](std::int64_t after, std::size_t limit) -> Result<Table> {
    EXPECT_LE(limit, 500U);
    Table table{{"call_id"}, {}};
    for (std::int64_t id = after + 1; id <= count && table.rows.size() < limit; ++id) table.rows.push_back({id});
    return table;
  };
}

TEST(Export, WritesEveryCallOnceInBatches) {
  std::string out;
  std::int64_t told = 0;
  const auto count = export_calls(counted_calls(1703), "jsonl",
                                  {[&](std::string_view piece) -> Result<void> {
                                     out += piece;
                                     return {};
                                   },
                                   [&](std::int64_t calls) { told = calls; }});
  EXPECT_EQ(count.value(), 1703);
  EXPECT_EQ(told, 1703);
  std::string expected;
  for (int id = 1; id <= 1703; ++id) expected += fmt::format("{{\"call_id\":{}}}\n", id);
  EXPECT_EQ(out, expected);
}

TEST(Export, StopsWhereItCannotWrite) {
  int pieces = 0;
  const auto count = export_calls(counted_calls(100'000), "jsonl", {[&](std::string_view) -> Result<void> {
                                    ++pieces;
                                    return fail(ErrorCode::Io, "write calls.jsonl: no space left on device");
                                  }});
  EXPECT_THAT(count.error().message, HasSubstr("no space left"));
  EXPECT_EQ(pieces, 1);
}

TEST(Export, TellsWhatTheDatabaseFailedWith) {
  const CallSource broken = [](std::int64_t, std::size_t) -> Result<Table> {
    return fail(ErrorCode::Io, "read calls.db");
  };
  const auto count = export_calls(broken, "csv", {[](std::string_view) -> Result<void> { return {}; }});
  EXPECT_THAT(count.error().message, HasSubstr("read calls.db"));
}

TEST(Export, OfAnUnknownFormNamesThoseThatThereAre) {
  const auto count = export_calls(counted_calls(1), "xml", {[](std::string_view) -> Result<void> { return {}; }});
  EXPECT_EQ(count.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(count.error().message, HasSubstr("har, jsonl, csv"));
}

TEST(Export, OfWhatWasSentHoldsTheCallsThatAreKept) {
  std::string out;
  const WireSource even = [](std::int64_t call_id) -> Result<std::optional<WireText>> {
    if (call_id % 2 != 0) return std::optional<WireText>{};
    return WireText{fmt::format("POST /{} HTTP/1.1\r\n\r\n{{}}", call_id), "HTTP/1.1 200 OK\r\n\r\nhello"};
  };
  const auto count = export_wire(counted_calls(5), even, {[&](std::string_view piece) -> Result<void> {
                                   out += piece;
                                   return {};
                                 }});
  EXPECT_EQ(count.value(), 2);
  EXPECT_EQ(
      out,
      "### call 2, request\nPOST /2 HTTP/1.1\r\n\r\n{}\n\n### call 2, response\nHTTP/1.1 200 OK\r\n\r\nhello\n\n"
      "### call 4, request\nPOST /4 HTTP/1.1\r\n\r\n{}\n\n### call 4, response\nHTTP/1.1 200 OK\r\n\r\nhello\n\n");
}

}  // namespace
}  // namespace tabacus::analytics
