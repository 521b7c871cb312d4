#include "tests/analytics/store/store_fixture.hpp"

#include <fmt/format.h>

#include <chrono>
#include <type_traits>
#include <utility>
#include <variant>

namespace tabacus::analytics {

StoreTest::StoreTest() = default;
StoreTest::~StoreTest() = default;

std::filesystem::path StoreTest::directory() const { return temp_.path() / "analytics"; }

std::filesystem::path StoreTest::file() const { return directory() / kCallsFileName; }

StoreOptions StoreTest::fast_options() const {
  return {.file = file(),
          .commit_every = std::chrono::milliseconds{5},
          .busy_timeout = std::chrono::milliseconds{20},
          .retry_every = std::chrono::milliseconds{20}};
}

std::unique_ptr<StoreWriter> StoreTest::open_writer() const { return StoreWriter::open(fast_options()); }

void StoreTest::flush(StoreWriter& writer) { ASSERT_TRUE(writer.flush(std::chrono::seconds{20})); }

std::string StoreTest::ask(const std::string& sql) const {
  const auto reader = Reader::open(directory());
  if (!reader) return reader.error().message;
  const auto table = (*reader)->sql(sql, 10'000);
  if (!table) return table.error().message;
  return text_of(*table);
}

std::string StoreTest::text_of(const Table& table) {
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

Database StoreTest::connect() const {
  auto database = Database::open(file(), Database::Mode::ReadWrite, std::chrono::seconds{5});
  EXPECT_TRUE(database) << database.error().message;
  return std::move(*database);
}

}  // namespace tabacus::analytics
