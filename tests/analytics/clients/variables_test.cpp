#include "analytics/clients/variables.hpp"

#include <gmock/gmock.h>

namespace tabacus::analytics {
namespace {

TEST(Variables, AreFoundByTheirWholeNameAndReplaced) {
  Variables variables{{"A", "1"}, {"AB", ""}};
  EXPECT_EQ(value_of(variables, "A"), "1");
  EXPECT_EQ(value_of(variables, "B"), "");
  set_variable(variables, "A", "2");
  set_variable(variables, "C", "3");
  EXPECT_THAT(variables,
              testing::ElementsAre(testing::Pair("A", "2"), testing::Pair("AB", ""), testing::Pair("C", "3")));
}

TEST(Variables, AreOnAsAgentsReadThem) {
  for (const char* on : {"1", "true", "TRUE", "yes", "on"}) EXPECT_TRUE(is_switched_on({{"X", on}}, "X")) << on;
  for (const char* off : {"", "0", "false", "no", "2"}) EXPECT_FALSE(is_switched_on({{"X", off}}, "X")) << off;
}

}  // namespace
}  // namespace tabacus::analytics
