#include "analytics/kept_memory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

constexpr HashKey kKey{1, 2};
constexpr SystemTime kNow{std::chrono::seconds{1'790'000'000}};

/// Of a session that has said one thing.
CallMemory talked() {
  CallMemory memory{kKey};
  CallRecord call;
  call.provider = "anthropic";
  call.upstream_host = "api.anthropic.com";
  call.identity.wire_session = "s";
  call.facts.model_served = "claude-sonnet-4-5";
  call.facts.usage.input_uncached = Tokens{10};
  call.facts.usage.cache_read = Tokens{0};
  call.facts.usage.cache_write_5m = Tokens{20'000};
  call.times.started_at = kNow;
  RequestShape shape;
  shape.blocks = {1, 2, 3};
  memory.explain(call, std::make_shared<const RequestShape>(shape), {}, 0);
  return memory;
}

class KeptMemoryTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file() const { return temp_.path() / kMemoryFileName; }
  testing::TempDir temp_;
};

TEST_F(KeptMemoryTest, ComesBackFromItsFile) {
  const CallMemory memory = talked();
  ASSERT_TRUE(keep_calls(memory, temp_.path()));
  struct stat found {};
  ASSERT_EQ(::stat(file().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  CallMemory later{kKey};
  ASSERT_TRUE(recall_calls(later, temp_.path(), kNow));
  EXPECT_EQ(later.saved(), memory.saved());
  EXPECT_NE(later.saved(), CallMemory{kKey}.saved());
}

TEST_F(KeptMemoryTest, NoFileIsNothingToRemember) {
  CallMemory memory{kKey};
  EXPECT_TRUE(recall_calls(memory, temp_.path(), kNow));
  forget_calls(temp_.path());
}

TEST_F(KeptMemoryTest, WhatIsErasedIsGone) {
  ASSERT_TRUE(keep_calls(talked(), temp_.path()));
  forget_calls(temp_.path());
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(KeptMemoryTest, AFileOfAnothersKeyIsNotRead) {
  ASSERT_TRUE(keep_calls(talked(), temp_.path()));
  CallMemory stranger{HashKey{3, 4}};
  EXPECT_FALSE(recall_calls(stranger, temp_.path(), kNow));
  ASSERT_TRUE(write_private_file(file(), "nonsense"));
  CallMemory later{kKey};
  EXPECT_FALSE(recall_calls(later, temp_.path(), kNow));
}

}  // namespace
}  // namespace tabacus::analytics
