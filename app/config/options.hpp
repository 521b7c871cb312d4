// One row per option: key, member, bounds, documentation. Reading, checking and the manual all walk this list.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/config/config.hpp"

namespace tabacus::app {

struct BoolOption {
  bool Config::*member;
};
struct IntegerOption {
  std::int64_t Config::*member;
  std::int64_t least;
  std::int64_t most;
};
struct RealOption {
  double Config::*member;
  double least;
  double most;
};
struct TextOption {
  std::string Config::*member;
};
struct WordsOption {
  std::vector<std::string> Config::*member;
};
struct ChoiceOption {
  std::string Config::*member;
  std::span<const std::string_view> choices;
};
/// Money or tokens: "$5", "2M tokens".
struct AmountOption {
  std::optional<Amount> Config::*member;
};
struct ColorOption {
  std::optional<Color> Config::*member;
};
struct ColorListOption {
  std::vector<Color> Config::*member;
  std::size_t most;
};

struct Option {
  std::string_view key;  ///< "shell.login"; stable
  std::variant<BoolOption, IntegerOption, RealOption, TextOption, WordsOption, ChoiceOption, AmountOption, ColorOption,
               ColorListOption>
      value;
  std::string_view doc;
};

[[nodiscard]] std::span<const Option> options();

/// What the option takes, for people: "a whole number from 2 to 1000".
[[nodiscard]] std::string expected_value(const Option& option);

/// The option's default as TOML: "100", "\"monospace\""; empty when it has none.
[[nodiscard]] std::string default_value(const Option& option);

/// "#1e1e2e", digits of either case.
[[nodiscard]] std::optional<Color> parse_color(std::string_view text);

}  // namespace tabacus::app
