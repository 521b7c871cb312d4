// A database of the test's own, written by a real StoreWriter and read by a second connection.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
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
  StoreTest();
  ~StoreTest() override;

  [[nodiscard]] std::filesystem::path directory() const;
  [[nodiscard]] std::filesystem::path file() const;

  [[nodiscard]] StoreOptions fast_options() const;
  [[nodiscard]] std::unique_ptr<StoreWriter> open_writer() const;

  /// Everything handed over so far is in the file.
  static void flush(StoreWriter& writer);

  /// The answer to a query as text: rows by newline, cells by "|", NULL as "-".
  [[nodiscard]] std::string ask(const std::string& sql) const;
  [[nodiscard]] static std::string text_of(const Table& table);

  /// A connection that can write, for damage and locks.
  [[nodiscard]] Database connect() const;

  testing::TempDir temp_;
  const TabId tab_ = TabId::mint();
  const TabSessionId session_ = TabSessionId::mint();
};

}  // namespace tabacus::analytics
