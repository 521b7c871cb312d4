// RFC 4648, section 10, and what must be refused.
#include "base/base64.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace tabacus {
namespace {

TEST(Base64, CodesTheVectorsOfTheRfcBothWays) {
  const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"},
                                                                 {std::string("\0\xFF\xFE", 3), "AP/+"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(encode_base64(bytes), text);
    EXPECT_EQ(decode_base64(text), bytes);
  }
}

TEST(Base64, DecodesWithoutPadding) { EXPECT_EQ(decode_base64("Zm8"), "fo"); }

TEST(Base64, RefusesWhatIsNotBase64) {
  for (const char* text : {"Z", "Zm9v!", "Zm 9v", "=", "Zg===", "Z=g="}) EXPECT_FALSE(decode_base64(text)) << text;
}

}  // namespace
}  // namespace tabacus
