#include "analytics/capture/tab_files.hpp"

#include <gmock/gmock.h>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(TabFiles, AreWrittenOnceAndLinksFollowTheirProgram) {
  const testing::TempDir directory;
  const TabFiles first = write_tab_files(directory.path(), "/bin/sh");
  EXPECT_THAT(first.warnings, IsEmpty());
  EXPECT_THAT(read_file(first.gemini_defaults).value_or(""), HasSubstr("gemini-api-key"));
  EXPECT_THAT(read_file(first.pi_extension).value_or(""), HasSubstr("registerProvider"));
  ASSERT_THAT(shim_names(), ::testing::AllOf(Contains("codex"), Contains("npx"), ::testing::Not(Contains("qwen"))));
  for (const std::string_view name : shim_names())
    EXPECT_EQ(fs::read_symlink(fs::path{first.shims} / name), "/bin/sh") << name;
  const TabFiles second = write_tab_files(directory.path(), "/bin/cat");
  EXPECT_EQ(second.shims, first.shims);
  EXPECT_EQ(fs::read_symlink(fs::path{second.shims} / "codex"), "/bin/cat");
  EXPECT_EQ(std::distance(fs::directory_iterator{second.shims}, {}), static_cast<std::ptrdiff_t>(shim_names().size()));
}

TEST(TabFiles, SayWhatWillNotWork) {
  const testing::TempDir directory;
  EXPECT_EQ(write_tab_files(directory.path(), directory.path() / "missing").shims, "");
  EXPECT_EQ(write_tab_files(directory.path(), "").shims, "");
  ASSERT_TRUE(write_private_file(directory.path() / "file", ""));
  const TabFiles none = write_tab_files(directory.path() / "file", "/bin/sh");
  EXPECT_EQ(none.shims + none.gemini_defaults + none.pi_extension, "");
  EXPECT_THAT(none.warnings, ::testing::SizeIs(3));
}

}  // namespace
}  // namespace tabacus::analytics
