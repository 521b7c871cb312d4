#include "analytics/model/vendor.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tabacus::analytics {
namespace {

std::string_view id_at(std::string_view host) {
  const Vendor* vendor = vendor_of_host(host);
  return vendor != nullptr ? vendor->id : std::string_view{};
}

TEST(Vendors, AreKnownByWholeNamesAndByPatterns) {
  EXPECT_EQ(id_at("API.Anthropic.com"), "anthropic");
  EXPECT_EQ(id_at("eu.api.openai.com"), "openai");
  EXPECT_EQ(id_at("bedrock-runtime.us-gov-west-1.amazonaws.com"), "bedrock");
  EXPECT_EQ(id_at("bedrock-runtime-fips.us-east-1.amazonaws.com"), "bedrock");
  EXPECT_EQ(id_at("aiplatform.eu.rep.googleapis.com"), "vertex");
  EXPECT_EQ(id_at("mine.openai.azure.com"), "azure");
  EXPECT_EQ(id_at("coding-intl.dashscope.aliyuncs.com"), "dashscope");
}

TEST(Vendors, AreNotGuessedFromPartsOfAName) {
  for (const std::string_view host : {"", "api.openai.com.evil.example", "notapi.openai.com", "openai.azure.com",
                                      "s3.us-east-1.amazonaws.com", "api.anthropic.com:443", "deepseek.com"})
    EXPECT_EQ(id_at(host), "") << host;
}

TEST(Vendors, HaveOneRowPerHost) {
  for (const Vendor& row : vendors()) {
    std::string host{row.host};
    if (const auto star = host.find('*'); star != std::string::npos) host.replace(star, 1, ".x-1");
    EXPECT_EQ(vendor_of_host(host), &row) << host;
  }
}

}  // namespace
}  // namespace tabacus::analytics
