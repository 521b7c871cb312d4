// tabacus config: what can be set, what is set, and by whom. All of it follows from the list of options.
#include <algorithm>
#include <ostream>
#include <vector>

#include "app/cli/arguments.hpp"
#include "app/config/options.hpp"
#include "app/config/themes.hpp"
#include "base/paths.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kConfig;

namespace {

struct Given {
  std::string what;
  std::string key;
  bool changed = false;
  bool write = false;
  bool force = false;
};

std::string_view name_of(ConfigSource source) {
  switch (source) {
    case ConfigSource::Default:
      return "default";
    case ConfigSource::File:
      return "file";
    case ConfigSource::Environment:
      return "environment";
  }
  return "";
}

ConfigSource source_of(const LoadedConfig& loaded, std::string_view key) {
  const auto found = loaded.sources.find(key);
  return found == loaded.sources.end() ? ConfigSource::Default : found->second;
}

/// "analytics.retention" of "analytics.retention.calls".
std::string_view table_of(std::string_view key) { return key.substr(0, key.rfind('.')); }

bool is_wanted(const Given& given, std::string_view key) {
  return given.key.empty() || key == given.key || key.starts_with(given.key + ".");
}

/// "key = value  # source", each as it holds now.
Result<int> show(CommandContext& context, const Given& given) {
  bool found = false;
  for (const Option& option : options()) {
    const ConfigSource source = source_of(context.config, option.key);
    if (!is_wanted(given, option.key)) continue;
    found = true;
    if (given.changed && source == ConfigSource::Default) continue;
    const std::string value = value_text(option, context.config.config);
    context.out << fmt::format("{} = {}  # {}\n", option.key, value.empty() ? "(not set)" : value, name_of(source));
  }
  for (const auto& [name, profile] : context.config.config.profiles)
    for (const ProfileOption& option : profile_options()) {
      const std::string key = fmt::format("profiles.{}.{}", name, option.key);
      if (!is_wanted(given, key)) continue;
      found = true;
      context.out << fmt::format("{} = {}  # file\n", display_safe(key), value_text(option, profile));
    }
  if (!found) return fail(ErrorCode::InvalidInput, fmt::format("there is no option '{}'", given.key));
  return kExitOk;
}

/// In the order of their first options: TOML takes no table twice.
std::vector<std::string_view> tables() {
  std::vector<std::string_view> names;
  for (const Option& option : options())
    if (std::ranges::find(names, table_of(option.key)) == names.end()) names.push_back(table_of(option.key));
  return names;
}

/// A file that sets nothing: every option as a comment, with what it is for.
std::string commented_file() {
  std::string text =
      "# What tabacus can be set to. Every line is its default: take the \"#\" away to change one.\n"
      "# A running window takes changes as soon as this file is written.\n";
  for (const std::string_view table : tables()) {
    text += fmt::format("\n[{}]\n", table);
    for (const Option& option : options()) {
      if (table_of(option.key) != table) continue;
      text += fmt::format("# {}\n# It takes {}.\n#{} = {}\n", option.doc, expected_value(option),
                          option.key.substr(table.size() + 1), default_value(option));
    }
  }
  text += "\n# A kind of tab of your own, opened by the palette:\n#[profiles.NAME]\n";
  for (const ProfileOption& option : profile_options())
    text += fmt::format("# {}\n#{} = {}\n", option.doc, option.key, value_text(option, Profile{}));
  return text;
}

Result<int> print_default(CommandContext& context, const Given& given) {
  if (!given.write) {
    context.out << commented_file();
    return kExitOk;
  }
  const std::filesystem::path& file = context.config.file;
  if (context.config.found && !given.force)
    return fail(ErrorCode::Conflict, fmt::format("{} is there already; --force writes over it", file.native()));
  if (auto made = make_private_directory(file.parent_path()); !made) return fail(made.error());
  if (auto written = write_private_file(file, commented_file()); !written) return fail(written.error());
  context.out << file.native() << '\n';
  return kExitOk;
}

/// The problems themselves went to stderr, as with every command.
Result<int> check(CommandContext& context, const Given&) {
  if (!context.config.problems.empty()) return kExitFailure;
  const ChosenTheme chosen = choose_theme(context.config.config);
  if (!chosen.problem.empty()) return fail(ErrorCode::Io, chosen.problem);
  context.out << (context.config.found ? context.config.file.native() + ": in order\n"
                                       : "there is no " + context.config.file.native() + ": the defaults hold\n");
  return kExitOk;
}

Result<int> print_path(CommandContext& context, const Given&) {
  context.out << context.config.file.native() << '\n';
  return kExitOk;
}

Result<int> print_themes(CommandContext& context, const Given&) {
  for (const ColorTheme& theme : themes())
    context.out << fmt::format("{:<10} {}\n", theme.name, theme.tone == ThemeTone::Dark ? "dark" : "light");
  return kExitOk;
}

Result<int> print_keys(CommandContext& context, const Given&) {
  for (const Option& option : options())
    if (std::holds_alternative<KeysOption>(option.value))
      context.out << fmt::format("{:<24} {:<34} {}\n", option.key.substr(5), value_text(option, context.config.config),
                                 option.doc);
  return kExitOk;
}

struct Part {
  std::string_view name;
  Result<int> (*run)(CommandContext&, const Given&);
};
constexpr Part kParts[] = {{"show", show},   {"default", print_default}, {"path", print_path},
                           {"check", check}, {"themes", print_themes},   {"keys", print_keys}};

Result<int> run(CommandContext& context, Arguments arguments) {
  Given given;
  ArgumentParser parser{kConfig};
  parser
      .positional("WHAT", given.what,
                  "show: each option and who set it; default: a file with all of them and what they are for; path: "
                  "where the file lies; check: exit with 1 when something in it is wrong; themes; keys")
      .optional_positional("KEY", given.key, "with show: one option, or those of one table")
      .flag("--changed", given.changed, "with show: only what is not at its default")
      .flag("--write", given.write, "with default: write it where the configuration is looked for")
      .flag("--force", given.force, "with --write: also over the file that is there")
      .footer("The environment goes over the file: font.size is TABACUS_FONT_SIZE.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  for (const Part& part : kParts)
    if (part.name == given.what) return part.run(context, given);
  return fail(ErrorCode::InvalidInput,
              fmt::format("'{}' is none of show, default, path, check, themes, keys", display_safe(given.what)));
}

}  // namespace

const Command kConfig{.name = "config", .summary = "Show, check or write the configuration", .run = run};

}  // namespace tabacus::app
