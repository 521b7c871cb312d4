// The only file that knows toml++.
#include "app/config/config.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "app/config/key_actions.hpp"
#include "app/config/options.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

constexpr std::size_t kMaxConfigBytes = 1024 * 1024;
constexpr std::size_t kMaxProblems = 50;
constexpr std::size_t kMaxWords = 100;

std::optional<Color> color_of(const toml::node& node) {
  const auto text = node.value_exact<std::string_view>();
  return text ? parse_color(*text) : std::nullopt;
}

// Each returns false and leaves the default when the node is not what the option takes.
template <typename Owner>
bool take(const BoolOf<Owner>& option, const toml::node& node, Owner& config) {
  const auto value = node.value_exact<bool>();
  if (value) config.*option.member = *value;
  return value.has_value();
}
bool take(const IntegerOption& option, const toml::node& node, Config& config) {
  const auto value = node.value_exact<std::int64_t>();
  if (!value || *value < option.least || *value > option.most) return false;
  config.*option.member = *value;
  return true;
}
bool take(const RealOption& option, const toml::node& node, Config& config) {
  const auto value = node.is_number() ? node.value<double>() : std::nullopt;
  if (!value || !(*value >= option.least && *value <= option.most)) return false;  // NaN fails too
  config.*option.member = *value;
  return true;
}
template <typename Owner>
bool take(const TextOf<Owner>& option, const toml::node& node, Owner& config) {
  const auto value = node.value_exact<std::string>();
  if (value) config.*option.member = *value;
  return value.has_value();
}
template <typename Owner>
bool take(const WordsOf<Owner>& option, const toml::node& node, Owner& config) {
  const toml::array* list = node.as_array();
  if (list == nullptr || list->size() > kMaxWords) return false;
  std::vector<std::string> words;
  for (const toml::node& item : *list) {
    const auto word = item.value_exact<std::string>();
    if (!word) return false;
    words.push_back(*word);
  }
  config.*option.member = std::move(words);
  return true;
}
template <typename Owner>
bool take(const ChoiceOf<Owner>& option, const toml::node& node, Owner& config) {
  const auto value = node.value_exact<std::string>();
  if (!value || std::ranges::find(option.choices, *value) == option.choices.end()) return false;
  config.*option.member = *value;
  return true;
}
bool take(const ChoicesOption& option, const toml::node& node, Config& config) {
  Config read;
  if (!take(WordsOption{option.member}, node, read)) return false;
  for (const std::string& word : read.*option.member)
    if (std::ranges::find(option.choices, word) == option.choices.end()) return false;
  config.*option.member = std::move(read.*option.member);
  return true;
}
bool take(const KeysOption& option, const toml::node& node, Config& config) {
  const auto text = node.value_exact<std::string>();
  if (!text || !first_bad_chord(*text).empty()) return false;
  if (*text == option.bindings)
    config.keys.erase(std::string{option.action});
  else
    config.keys[std::string{option.action}] = *text;
  return true;
}
template <typename Owner>
bool take(const AmountOf<Owner>& option, const toml::node& node, Owner& config) {
  const auto text = node.value_exact<std::string>();
  const auto amount = text ? parse_amount(*text) : Result<Amount>{fail(ErrorCode::InvalidInput, "no text")};
  if (amount) config.*option.member = *amount;
  return amount.has_value();
}
bool take(const ColorOption& option, const toml::node& node, Config& config) {
  const auto color = color_of(node);
  if (color) config.*option.member = color;
  return color.has_value();
}
bool take(const ColorListOption& option, const toml::node& node, Config& config) {
  const toml::array* list = node.as_array();
  if (list == nullptr || list->size() > option.most) return false;
  std::vector<Color> colors;
  for (const toml::node& item : *list) {
    const auto color = color_of(item);
    if (!color) return false;
    colors.push_back(*color);
  }
  config.*option.member = std::move(colors);
  return true;
}

const Option* find_option(std::string_view key) {
  const auto found = std::ranges::find(options(), key, &Option::key);
  return found == options().end() ? nullptr : &*found;
}

constexpr std::string_view kProfiles = "profiles.";

/// "profiles.NAME.": the whole prefix of a profile's keys, which names it.
bool is_profile_prefix(std::string_view prefix) {
  return prefix.starts_with(kProfiles) && prefix.size() > kProfiles.size() + 1;
}

/// The listed key most like `key`; empty when none is near enough to be meant.
std::string_view nearest_key(const std::string& key) {
  std::string_view nearest;
  std::size_t least = key.size() / 3 + 2;
  for (const Option& option : options()) {
    const std::size_t distance = edit_distance(key, option.key);
    if (distance >= least) continue;
    least = distance;
    nearest = option.key;
  }
  return nearest;
}

class Reading {
 public:
  explicit Reading(LoadedConfig& loaded) : loaded_{loaded} {}

  void report(const toml::source_region& where, const std::string& what) {
    if (problems_.size() >= kMaxProblems) return;
    problems_.emplace(where.begin.line,
                      display_safe(fmt::format("{}:{}: {}", loaded_.file.native(), where.begin.line, what)));
  }

  /// By line; the tables themselves are sorted by name.
  [[nodiscard]] std::vector<std::string> problems() && {
    std::vector<std::string> sentences;
    for (auto& [line, sentence] : problems_) sentences.push_back(std::move(sentence));
    return sentences;
  }

  void read_table(const toml::table& table, const std::string& prefix) {
    for (const auto& [name, node] : table) {
      const std::string key = prefix + std::string{name.str()};
      if (const Option* option = find_option(key); option != nullptr)
        read_option(*option, node);
      else if (is_profile_prefix(prefix))
        read_profile(prefix, std::string{name.str()}, node, name.source());
      else if (const toml::table* inner = node.as_table(); inner != nullptr)
        read_table(*inner, key + ".");
      else
        report_unknown(key, name.source());
    }
  }

 private:
  void read_option(const Option& option, const toml::node& node) {
    const bool taken = std::visit([&](const auto& typed) { return take(typed, node, loaded_.config); }, option.value);
    if (!taken) return report(node.source(), fmt::format("'{}' takes {}", option.key, expected_value(option)));
    loaded_.sources.insert_or_assign(std::string{option.key}, ConfigSource::File);
  }

  void read_profile(std::string_view prefix, const std::string& key, const toml::node& node,
                    const toml::source_region& where) {
    const std::string name{prefix.substr(kProfiles.size(), prefix.size() - kProfiles.size() - 1)};
    const auto option = std::ranges::find(profile_options(), key, &ProfileOption::key);
    if (option == profile_options().end()) return report_unknown(fmt::format("{}{}", prefix, key), where);
    Profile& profile = loaded_.config.profiles[name];
    const bool taken = std::visit([&](const auto& typed) { return take(typed, node, profile); }, option->value);
    if (!taken) report(node.source(), fmt::format("'{}{}' takes {}", prefix, key, expected_value(*option)));
  }

  void report_unknown(const std::string& key, const toml::source_region& where) {
    const std::string_view nearest = key.size() < 100 ? nearest_key(key) : std::string_view{};
    const std::string hint = nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest);
    report(where, fmt::format("unknown key '{}'{}", key.substr(0, 100), hint));
  }

  LoadedConfig& loaded_;
  std::multimap<toml::source_index, std::string> problems_;
};

/// `text` as TOML, or as text without quotes.
bool take_text(const Option& option, std::string_view text, Config& config) {
  if (text.size() > kMaxConfigBytes) return false;
  const auto takes = [&](const toml::node& node) {
    return std::visit([&](const auto& typed) { return take(typed, node, config); }, option.value);
  };
  try {
    const toml::table table = toml::parse(fmt::format("value = {}", text));
    if (table.size() == 1 && takes(*table.get("value"))) return true;
  } catch (const toml::parse_error&) {
    // no TOML: taken as it stands below
  }
  return takes(toml::value<std::string>{std::string{text}});
}

}  // namespace

std::filesystem::path default_config_file() { return config_directory() / "tabacus.toml"; }

LoadedConfig parse_config(std::string_view text, const std::filesystem::path& file) {
  LoadedConfig loaded;
  loaded.file = file;
  loaded.found = true;
  Reading reading{loaded};
  if (text.size() > kMaxConfigBytes) {
    loaded.problems.push_back(fmt::format("{}: larger than a configuration can be", file.native()));
    return loaded;
  }
  try {
    reading.read_table(toml::parse(text), "");
  } catch (const toml::parse_error& error) {
    reading.report(error.source(), std::string{error.description()});
  }
  loaded.problems = std::move(reading).problems();
  return loaded;
}

LoadedConfig load_config(const std::filesystem::path& file) {
  const Result<std::string> text = read_file(file);
  LoadedConfig loaded;
  loaded.file = file;
  if (text) {
    loaded = parse_config(*text, file);
  } else if (text.error().code != ErrorCode::NotFound) {
    loaded.found = true;
    loaded.problems.push_back(text.error().message);
  }
  apply_environment(loaded, [](const char* name) { return std::getenv(name); });
  return loaded;
}

std::string environment_name(std::string_view key) {
  std::string name = "TABACUS_";
  for (const char c : key) name += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

void apply_environment(LoadedConfig& loaded, const EnvironmentLookup& variable) {
  for (const Option& option : options()) {
    const std::string name = environment_name(option.key);
    const char* const text = variable(name.c_str());
    if (text == nullptr) continue;
    if (take_text(option, text, loaded.config))
      loaded.sources.insert_or_assign(std::string{option.key}, ConfigSource::Environment);
    else
      loaded.problems.push_back(fmt::format("{}: '{}' takes {}", name, option.key, expected_value(option)));
  }
}

std::string below_home(const std::string& text) {
  const char* home = std::getenv("HOME");
  if (text.starts_with("~/") && home != nullptr) return (std::filesystem::path{home} / text.substr(2)).native();
  return text;
}

std::filesystem::path configured_analytics_directory(const Config& config) {
  return below_home(config.analytics_directory);
}

std::filesystem::path configured_ca_file(const Config& config) { return below_home(config.analytics_ca_file); }

}  // namespace tabacus::app
