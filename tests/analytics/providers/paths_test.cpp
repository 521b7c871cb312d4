#include "analytics/providers/paths.hpp"

#include <gtest/gtest.h>

namespace tabacus::analytics {
namespace {

TEST(Paths, KnowVersionsByWholeSegments) {
  EXPECT_EQ(leading_version("/v1/models"), "/v1");
  EXPECT_EQ(leading_version("/v1beta1/models"), "/v1beta1");
  EXPECT_EQ(leading_version("/v1"), "/v1");
  for (const auto* path : {"/v1internal:generate", "/v10/x", "/models/v1", "v1/x", ""})
    EXPECT_EQ(leading_version(path), "") << path;
  EXPECT_EQ(without_versions("/v1/v1/messages"), "/messages");
  EXPECT_EQ(without_versions("/v1"), "");
}

TEST(Paths, TakeAVersionOffABase) {
  EXPECT_EQ(without_trailing_version("/gateway/v1/"), "/gateway");
  EXPECT_EQ(without_trailing_version("/v1beta"), "");
  EXPECT_EQ(without_trailing_version("/gateway/rev1"), "/gateway/rev1");
  EXPECT_EQ(without_trailing_version("/"), "");
  EXPECT_TRUE(has_trailing_version("/x/v1/"));
  EXPECT_FALSE(has_trailing_version("/v1/x"));
}

TEST(Paths, CompareFirstSegmentsWhole) {
  EXPECT_TRUE(begins_with_segment("/models", {"files", "models"}));
  EXPECT_TRUE(begins_with_segment("/models/a", {"models"}));
  EXPECT_FALSE(begins_with_segment("/models2", {"models"}));
  EXPECT_FALSE(begins_with_segment("models", {"models"}));
  EXPECT_FALSE(begins_with_segment("", {"models"}));
}

}  // namespace
}  // namespace tabacus::analytics
