#include "base/log.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <future>
#include <thread>

#include "base/paths.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class LogFile : public ::testing::Test {
 protected:
  ~LogFile() override { log::to_stderr(); }
  [[nodiscard]] std::string text() const { return read_file(file_).value(); }

  const testing::TempDir temp_;
  const std::filesystem::path file_ = temp_.path() / "tabacus.log";
  static constexpr log::Category kCategory{"test"};
};

TEST_F(LogFile, IsPrivateAndHoldsWhatIsWanted) {
  EXPECT_FALSE(log::is_to_file());
  ASSERT_TRUE(log::to_file(file_, log::Level::Info));
  EXPECT_TRUE(log::is_to_file());
  EXPECT_TRUE(log::is_wanted(log::Level::Info));
  EXPECT_FALSE(log::is_wanted(log::Level::Debug));
  log::info(kCategory, "info {}", 1);
  log::debug(kCategory, "debug {}", 2);
  log::warn(kCategory, "\x1b[2Jwarn\nsecond\xff");
  EXPECT_THAT(text(), AllOf(ContainsRegex(fmt::format("^[0-9TZ:.-]+ info test\\[{}\\]: info 1\n", ::getpid())),
                            Not(HasSubstr("debug")), Not(HasSubstr("\x1b")), HasSubstr("[2Jwarnsecond")));
  struct stat found {};
  ASSERT_EQ(::stat(file_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
}

TEST_F(LogFile, IsTurnedWhenItIsFull) {
  constexpr std::int64_t kLimit = 500;
  ASSERT_TRUE(log::to_file(file_, log::Level::Info, kLimit));
  for (int i = 0; i < 100; ++i) log::info(kCategory, "line {}", i);
  const auto size = [](const std::filesystem::path& path) { return std::filesystem::file_size(path); };
  EXPECT_LT(size(file_), kLimit + 100U);
  EXPECT_LT(size(file_.native() + ".1"), kLimit + 100U);
  EXPECT_THAT(text(), HasSubstr("line 99"));
  EXPECT_FALSE(std::filesystem::exists(file_.native() + ".2"));
}

TEST_F(LogFile, SharedByProcessesLosesNoLineOverATurn) {
  // Two descriptors stand for two processes: what one turns, the other follows.
  constexpr int kLines = 200;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const bool opened = log::to_file(file_, log::Level::Info, 8000).has_value();
    for (int i = 0; opened && i < kLines; ++i) log::info(kCategory, "child {}", i);
    ::_exit(opened ? 0 : 1);
  }
  ASSERT_TRUE(log::to_file(file_, log::Level::Info, 8000));
  for (int i = 0; i < kLines; ++i) log::info(kCategory, "parent {}", i);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  const std::string both = read_file(file_.native() + ".1").value_or("") + text();
  for (const std::string_view line : split(both, '\n')) {
    if (!line.empty()) {
      EXPECT_THAT(std::string{line}, ContainsRegex("^2.*Z info test\\[[0-9]+\\]: (child|parent) [0-9]+$"));
    }
  }
  EXPECT_THAT(both, AllOf(HasSubstr("child 199\n"), HasSubstr("parent 199\n")));
}

TEST_F(LogFile, WaitsForNobodyWhoTurnsIt) {
  ASSERT_TRUE(log::to_file(file_, log::Level::Info, 1));
  log::info(kCategory, "fills it");
  UniqueFd other{::open(file_.c_str(), O_RDONLY | O_CLOEXEC)};
  ASSERT_EQ(::flock(other.get(), LOCK_EX), 0);
  auto written = std::async(std::launch::async, [] { log::info(kCategory, "written on"); });
  EXPECT_EQ(written.wait_for(std::chrono::seconds{10}), std::future_status::ready);
  other.reset();
  written.wait();
  EXPECT_THAT(text(), HasSubstr("written on"));
}

TEST_F(LogFile, IsUnlockedWhenItsSuccessorCannotBeOpened) {
  ASSERT_TRUE(log::to_file(file_, log::Level::Info, 1));
  log::info(kCategory, "fills it");
  const UniqueFd other{::open(file_.c_str(), O_RDONLY | O_CLOEXEC)};
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  log::info(kCategory, "no descriptor is left");
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(::flock(other.get(), LOCK_EX | LOCK_NB), 0);
  EXPECT_THAT(read_file(file_.native() + ".1").value(), HasSubstr("no descriptor is left"));
}

TEST_F(LogFile, ComesBackWhenItIsRemoved) {
  ASSERT_TRUE(log::to_file(file_, log::Level::Info));
  log::info(kCategory, "before");
  std::filesystem::remove(file_);
  log::info(kCategory, "after");
  EXPECT_THAT(text(), AllOf(HasSubstr("after"), Not(HasSubstr("before"))));
}

TEST_F(LogFile, ComesBackInABurstOfLinesToo) {
  ASSERT_TRUE(log::to_file(file_, log::Level::Info, 64 * 1024));
  log::info(kCategory, "before");
  std::filesystem::remove(file_);
  const std::string line(100, 'x');
  for (int i = 0; i < 100; ++i) log::info(kCategory, "{} {}", i, line);
  EXPECT_THAT(text(), AllOf(HasSubstr("99 xxx"), Not(HasSubstr("before"))));
}

TEST_F(LogFile, GetsGatheredLinesAtOnceAndInOrder) {
  ASSERT_TRUE(log::to_file(file_, log::Level::Info));
  {
    const log::Together together;
    log::info(kCategory, "first");
    std::thread{[] { log::info(kCategory, "of another thread"); }}.join();
    log::info(kCategory, "second");
    EXPECT_THAT(text(), AllOf(HasSubstr("of another thread"), Not(HasSubstr("first"))));
  }
  EXPECT_THAT(text(), ContainsRegex("another thread\n[^\n]*first\n[^\n]*second\n$"));
}

TEST_F(LogFile, GathersABoundedAmount) {
  ASSERT_TRUE(log::to_file(file_, log::Level::Info));
  const log::Together together;
  const std::string line(1000, 'x');
  for (int i = 0; i < 100; ++i) log::info(kCategory, "{} {}", i, line);
  EXPECT_THAT(text(), AllOf(HasSubstr("]: 0 xxx"), Not(HasSubstr("]: 99 xxx"))));
}

TEST_F(LogFile, IsNeverALink) {
  std::filesystem::create_symlink(temp_.path() / "elsewhere", file_);
  EXPECT_FALSE(log::to_file(file_, log::Level::Info));
  EXPECT_FALSE(log::is_to_file());
}

TEST(LogLevels, HaveNames) {
  for (const auto level : {log::Level::Error, log::Level::Warn, log::Level::Info, log::Level::Debug})
    EXPECT_EQ(log::level_of(log::name_of(level)), level);
  EXPECT_EQ(log::level_of("off"), std::nullopt);
}

}  // namespace
}  // namespace tabacus
