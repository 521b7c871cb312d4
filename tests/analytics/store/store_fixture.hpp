// A database of the test's own, written by a real StoreWriter and read by a second connection.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "analytics/api/reader.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "tests/support/sample_calls.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {

inline constexpr SystemTime kNoon = from_epoch_us(1'800'000'000'123'456);  // 2027-01-15T08:00:00.123Z

class StoreTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path directory() const { return temp_.path() / "analytics"; }
  [[nodiscard]] std::filesystem::path file() const { return directory() / kCallsFileName; }

  [[nodiscard]] StoreOptions fast_options() const {
    return {.file = file(),
            .commit_every = std::chrono::milliseconds{5},
            .busy_timeout = std::chrono::milliseconds{20},
            .retry_every = std::chrono::milliseconds{20}};
  }
  [[nodiscard]] std::unique_ptr<StoreWriter> open_writer() const { return StoreWriter::open(fast_options()); }

  /// Everything handed over so far is in the file.
  static void flush(StoreWriter& writer) { ASSERT_TRUE(writer.flush(std::chrono::seconds{20})); }

  /// The answer to a query as text: rows by newline, cells by "|", NULL as "-".
  [[nodiscard]] std::string ask(const std::string& sql) const {
    const auto reader = Reader::open(directory());
    if (!reader) return reader.error().message;
    const auto table = (*reader)->sql(sql, 10'000);
    if (!table) return table.error().message;
    return text_of(*table);
  }

  [[nodiscard]] static std::string text_of(const Table& table) {
    std::string text;
    for (const auto& row : table.rows) {
      if (&row != &table.rows.front()) text += '\n';
      for (const Value& value : row) {
        if (&value != &row.front()) text += '|';
        text += std::visit(
            [](const auto& cell) -> std::string {
              if constexpr (std::is_same_v<std::decay_t<decltype(cell)>, std::monostate>)
                return "-";
              else
                return fmt::format("{}", cell);
            },
            value);
      }
    }
    return text;
  }

  /// A connection that can write, for damage and locks.
  [[nodiscard]] Database connect() const {
    auto database = Database::open(file(), Database::Mode::ReadWrite, std::chrono::seconds{5});
    EXPECT_TRUE(database) << database.error().message;
    return std::move(*database);
  }

  testing::TempDir temp_;
  const TabId tab_ = TabId::mint();
  const TabSessionId session_ = TabSessionId::mint();
};

}  // namespace tabacus::analytics
