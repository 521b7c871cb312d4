#include "analytics/metering/estimate.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tabacus::analytics {
namespace {

TEST(Estimate, TakesFourBytesForAToken) {
  EXPECT_EQ(estimate_prompt(""), Tokens{0});
  EXPECT_EQ(estimate_prompt(std::string(4000, 'x')), Tokens{1000});
  EXPECT_EQ(estimate_output(5), Tokens{2});
}

TEST(Estimate, LeavesPicturesAndFilesOut) {
  const std::string picture(400'000, 'A');
  for (const std::string& body :
       {R"({"image_url":{"url":"data:image/png;base64,)" + picture + R"("}})", R"({"data":")" + picture + R"("})",
        R"({"images":[")" + picture + R"("]})", R"({"data":")" + picture})
    EXPECT_LT(estimate_prompt(body), Tokens{20}) << body.substr(0, 40);
}

TEST(Estimate, KeepsWhatIsOnlyCalledData) {
  EXPECT_GT(estimate_prompt(R"({"data":"a few words"})" + std::string(4000, 'x')), Tokens{1000});
}

}  // namespace
}  // namespace tabacus::analytics
