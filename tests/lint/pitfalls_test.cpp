// The list of mistakes that other meters make (tests/fixtures/pitfalls.txt): every number has what holds us to the
// right answer, and what it names is there. Proves nothing of the answer itself: the tests that it names do.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::lint {
namespace {

namespace fs = std::filesystem;

constexpr int kPitfalls = 35;
constexpr int kDefects = 22;

struct Row {
  std::string number, path, needle;
};

std::vector<Row> rows() {
  std::vector<Row> rows;
  const std::string text = read_file(fs::path{TABACUS_SOURCE_DIR} / "tests/fixtures/pitfalls.txt").value_or("");
  for (std::string_view line : split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    Row row;
    for (std::string* field : {&row.number, &row.path}) {
      *field = line.substr(0, line.find(' '));
      line = trim(line.substr(std::min(line.size(), field->size())));
    }
    row.needle = line;
    rows.push_back(std::move(row));
  }
  return rows;
}

TEST(Pitfalls, AreAllListed) {
  std::set<std::string> numbers;
  for (const Row& row : rows()) numbers.insert(row.number);
  for (int i = 1; i <= kPitfalls; ++i) EXPECT_TRUE(numbers.contains("P" + std::to_string(i))) << i;
  for (int i = 1; i <= kDefects; ++i) EXPECT_TRUE(numbers.contains("D" + std::to_string(i))) << i;
  EXPECT_EQ(numbers.size(), std::size_t{kPitfalls + kDefects});
}

TEST(Pitfalls, HaveWhatHoldsUsToTheRightAnswer) {
  for (const Row& row : rows()) {
    fs::path path = fs::path{TABACUS_SOURCE_DIR} / row.path;
    if (fs::is_directory(path)) {
      EXPECT_TRUE(fs::exists(path / "expected.json")) << row.path;
      path /= "expected.json";
    }
    const auto text = read_file(path);
    ASSERT_TRUE(text) << row.number << ": " << row.path << " is gone";
    EXPECT_FALSE(row.needle.empty()) << row.number;
    EXPECT_NE(text->find(row.needle), std::string::npos) << row.number << ": " << row.path << " has no " << row.needle;
  }
}

}  // namespace
}  // namespace tabacus::lint
