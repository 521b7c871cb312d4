#include "base/amount.hpp"

#include <gtest/gtest.h>

namespace tabacus {
namespace {

TEST(Amounts, AreReadAndToldExactly) {
  struct Case {
    std::string_view text, told;
  };
  for (const Case& c : {Case{"$5", "$5.00"},
                        {"5.25", "$5.25"},
                        {" 0.000000001 ", "$0.000000001"},
                        {"0", "$0.00"},
                        {"999999999.999999999", "$999999999.999999999"},
                        {"2M tokens", "2000000 tokens"},
                        {"500k tokens", "500000 tokens"},
                        {"12 tokens", "12 tokens"},
                        {"7Ktokens", "7000 tokens"}}) {
    const auto amount = parse_amount(c.text);
    ASSERT_TRUE(amount) << c.text;
    EXPECT_EQ(to_text(*amount), c.told);
  }
  EXPECT_EQ(to_text({.money = Nanodollars{1'500'000'000}, .tokens = Tokens{3}}), "$1.50 and 3 tokens");
}

TEST(Amounts, AreNothingElse) {
  for (const std::string_view text :
       {"", "$", "five", "-1", "$-1", "1.", ".5", "1.0000000001", "1e3", "1,5", "$$1", "1 $", "9999999999", "tokens",
        "-5 tokens", "1.5M tokens", "9999999999999M tokens", "M tokens", "5 token"})
    EXPECT_FALSE(parse_amount(text)) << text;
}

}  // namespace
}  // namespace tabacus
