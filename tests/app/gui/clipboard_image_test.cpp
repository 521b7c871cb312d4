#include "app/gui/clipboard_image.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using tabacus::testing::TempDir;

std::vector<std::string> shell(const std::string& script) { return {"sh", "-c", script}; }

TEST(ClipboardImage, IsSavedForItsOwnerAlone) {
  const TempDir directory;
  const auto folder = directory.path() / "pictures";
  const auto saved = save_clipboard_image(shell("printf '\\211PNG\\r\\n\\032\\nrest'"), folder);
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ(saved->extension(), ".png");
  EXPECT_EQ(read_file(*saved).value_or(""), "\x89PNG\r\n\x1a\nrest");
  struct stat file {};
  ASSERT_EQ(::stat(saved->c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  const auto other = save_clipboard_image(shell("printf '\\211PNG\\r\\n\\032\\nrest'"), folder);
  ASSERT_TRUE(other);
  EXPECT_NE(*other, *saved);
}

TEST(ClipboardImage, SaysWhatIsMissing) {
  const TempDir directory;
  const auto error_of = [&](const std::vector<std::string>& command, std::chrono::milliseconds patience) {
    const auto saved = save_clipboard_image(command, directory.path() / "none", patience);
    return saved ? ErrorCode::Conflict : saved.error().code;
  };
  const std::chrono::milliseconds long_enough{20'000};
  EXPECT_EQ(error_of(shell("true"), long_enough), ErrorCode::NotFound);
  EXPECT_EQ(error_of({"/nonexistent/xclip"}, long_enough), ErrorCode::NotFound);
  EXPECT_EQ(error_of(shell("echo GIF89a"), long_enough), ErrorCode::InvalidInput);
  EXPECT_EQ(error_of(shell("exec sleep 1000"), std::chrono::milliseconds{50}), ErrorCode::TimedOut);
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "none")) << "nothing is made for nothing";
}

}  // namespace
}  // namespace tabacus::app
