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

// An option is a member of Config, or of Profile for those of [profiles.NAME].
template <typename Owner>
struct BoolOf {
  bool Owner::*member;
};
template <typename Owner>
struct TextOf {
  std::string Owner::*member;
};
template <typename Owner>
struct WordsOf {
  std::vector<std::string> Owner::*member;
};
template <typename Owner>
struct ChoiceOf {
  std::string Owner::*member;
  std::span<const std::string_view> choices;
};
/// Money or tokens: "$5", "2M tokens".
template <typename Owner>
struct AmountOf {
  std::optional<Amount> Owner::*member;
};
using BoolOption = BoolOf<Config>;
using TextOption = TextOf<Config>;
using WordsOption = WordsOf<Config>;
using ChoiceOption = ChoiceOf<Config>;
using AmountOption = AmountOf<Config>;
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
/// Some of the choices, in the user's order.
struct ChoicesOption {
  std::vector<std::string> Config::*member;
  std::span<const std::string_view> choices;
};
struct ColorOption {
  std::optional<Color> Config::*member;
};
struct ColorListOption {
  std::vector<Color> Config::*member;
  std::size_t most;
};
/// The chords of an action; one of these for each of key_actions().
struct KeysOption {
  std::string_view action;
  std::string_view bindings;  ///< by default
};

struct Option {
  std::string_view key;  ///< "shell.login"; stable
  std::variant<BoolOption, IntegerOption, RealOption, TextOption, WordsOption, ChoiceOption, ChoicesOption,
               AmountOption, ColorOption, ColorListOption, KeysOption>
      value;
  std::string_view doc;
};

/// Of [profiles.NAME].
struct ProfileOption {
  std::string_view key;  ///< "command": behind the profile's name
  std::variant<TextOf<Profile>, WordsOf<Profile>, ChoiceOf<Profile>, AmountOf<Profile>> value;
  std::string_view doc;
};

[[nodiscard]] std::span<const Option> options();
[[nodiscard]] std::span<const ProfileOption> profile_options();

/// What the option takes, for people: "a whole number from 2 to 1000".
[[nodiscard]] std::string expected_value(const Option& option);
[[nodiscard]] std::string expected_value(const ProfileOption& option);

/// What the option is in `config`, as TOML: "100", "\"monospace\""; empty when it has no value.
[[nodiscard]] std::string value_text(const Option& option, const Config& config);
[[nodiscard]] std::string value_text(const ProfileOption& option, const Profile& profile);

/// The same of its default.
[[nodiscard]] std::string default_value(const Option& option);

/// "#1e1e2e", digits of either case.
[[nodiscard]] std::optional<Color> parse_color(std::string_view text);

}  // namespace tabacus::app
