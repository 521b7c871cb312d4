// No hand-written file over 800 lines; prints the ten longest, so that growth is seen before it hurts.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "tests/lint/source_tree.hpp"

namespace tabacus::lint {
namespace {

constexpr std::size_t kMostLines = 800;

TEST(SourceSize, StaysUnderTheLimit) {
  auto files = source_files();
  ASSERT_GT(files.size(), 20u) << "the source tree was not found at " << repository_root();
  std::ranges::sort(files, std::ranges::greater{}, [](const SourceFile& file) { return file.lines.size(); });
  for (std::size_t i = 0; i < std::min<std::size_t>(10, files.size()); ++i)
    std::printf("%5zu %s\n", files[i].lines.size(), files[i].path.c_str());
  for (const SourceFile& file : files) EXPECT_LE(file.lines.size(), kMostLines) << file.path;
}

}  // namespace
}  // namespace tabacus::lint
