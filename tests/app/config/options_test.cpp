#include "app/config/options.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/text.hpp"

namespace tabacus::app {
namespace {

TEST(Options, AreDocumentedAndDifferent) {
  std::set<std::string_view> keys;
  for (const Option& option : options()) {
    EXPECT_TRUE(keys.insert(option.key).second) << option.key;
    EXPECT_GE(split(option.key, '.').size(), 2U) << option.key << " belongs into a table";
    EXPECT_FALSE(option.doc.empty()) << option.key;
    EXPECT_FALSE(expected_value(option).empty()) << option.key;
  }
}

TEST(Options, AcceptTheirOwnDefaults) {
  for (const Option& option : options()) {
    if (default_value(option).empty()) continue;
    const std::string text = fmt::format("{} = {}", option.key, default_value(option));
    const LoadedConfig loaded = parse_config(text, "defaults.toml");
    EXPECT_TRUE(loaded.problems.empty()) << text << ": " << join(loaded.problems, "; ");
    EXPECT_EQ(loaded.config, Config{}) << text;
  }
}

TEST(Options, ReadColoursOfSixDigits) {
  EXPECT_EQ(parse_color("#00fF10"), Color{0x00FF10});
  for (const char* wrong : {"", "#", "00ff10", "#00ff1", "#00ff100", "#00fg10", "#00f f1"})
    EXPECT_FALSE(parse_color(wrong)) << wrong;
}

}  // namespace
}  // namespace tabacus::app
