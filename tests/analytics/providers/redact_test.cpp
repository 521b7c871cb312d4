#include "analytics/providers/redact.hpp"

#include <gtest/gtest.h>

namespace tabacus::analytics {
namespace {

TEST(SafeCode, KeepsCodesAndNothingElse) {
  for (const auto* code : {"overloaded_error", "rate_limit_exceeded", "RESOURCE_EXHAUSTED", "http_502", "a.b:c-1", ""})
    EXPECT_EQ(safe_code(code), code);
  for (const auto* text : {"Incorrect API key provided: sk-abc", "sk-ant-api03-x", "AIzaSyExample", "a b", "a\nb",
                           "\x1b[1m", "caf\xC3\xA9"})
    EXPECT_EQ(safe_code(text), "") << text;
  EXPECT_EQ(safe_code(std::string(65, 'a')), "");
}

TEST(SafeWord, KeepsIdsOfPrintableCharacters) {
  EXPECT_EQ(safe_word("req_01/A+b="), "req_01/A+b=");
  EXPECT_EQ(safe_word("a b"), "");
  EXPECT_EQ(safe_word(std::string(129, 'a')), "");
}

}  // namespace
}  // namespace tabacus::analytics
