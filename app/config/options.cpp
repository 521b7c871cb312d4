#include "app/config/options.hpp"

#include <fmt/ranges.h>

#include <array>
#include <deque>

#include "app/config/key_actions.hpp"

namespace tabacus::app {
namespace {

constexpr std::array<std::string_view, 5> kLogLevels{"off", "error", "warn", "info", "debug"};
constexpr std::array<std::string_view, 3> kBodies{"off", "memory", "disk"};
constexpr std::array<std::string_view, 2> kClipboardRead{"refuse", "ask"};
constexpr std::array<std::string_view, 4> kForwardProxy{"off", "clients", "count", "decrypt"};

constexpr std::array<std::string_view, 3> kPasteQuestions{"unsafe", "lines", "never"};
constexpr std::array<std::string_view, 3> kTabTitles{"program", "directory", "branch"};
constexpr std::array<std::string_view, 3> kCloseQuestions{"programs", "always", "never"};
constexpr std::array<std::string_view, 3> kNotes{"unfocused", "always", "never"};
constexpr std::array<std::string_view, 3> kSessionRestore{"off", "tabs", "agents"};
constexpr std::array<std::string_view, 3> kThemeModes{"dark", "light", "system"};
constexpr std::array<std::string_view, 3> kOverlaySizes{"normal", "compact", "hidden"};
constexpr std::array<std::string_view, 4> kCorners{"top-right", "top-left", "bottom-right", "bottom-left"};
constexpr std::array<std::string_view, 11> kWidgets{"model",   "cost",   "tokens", "speed",  "timing", "cache",
                                                    "context", "limits", "agents", "errors", "budget"};
constexpr std::array<std::string_view, 2> kMetering{"on", "off"};
constexpr std::array<std::string_view, 2> kBudgetCounts{"billed", "listed"};
constexpr std::array<std::string_view, 3> kBudgetActions{"warn", "pause", "stop"};

// THE LIST. A new option is its member in Config and its row here.
const std::array kOptions{
    Option{"analytics.enabled", BoolOption{&Config::analytics_enabled},
           "Meter the API calls that programs in a tab make through the tab's base URLs."},
    Option{"analytics.directory", TextOption{&Config::analytics_directory},
           "Where the database lies; empty for $XDG_DATA_HOME/tabacus/analytics."},
    Option{"analytics.fail_open", BoolOption{&Config::analytics_fail_open},
           "When metering cannot start, open tabs and run commands without it, and say so; false: refuse."},
    Option{"analytics.log_level", ChoiceOption{&Config::analytics_log_level, kLogLevels},
           "What goes to tabacus.log beside the database while analytics is on; see 'tabacus logs'."},
    Option{"analytics.allow_root", BoolOption{&Config::analytics_allow_root},
           "Take calls of root as well as the user's own on a tab's port."},
    Option{"analytics.forward_proxy", ChoiceOption{&Config::analytics_forward_proxy, kForwardProxy},
           "Whose HTTP proxy a tab's port is too: of \"clients\" that take no base URL, and of them hosts, bytes and "
           "times are noted; of all programs with \"count\"; \"decrypt\" also reads their calls to providers."},
    Option{
        "analytics.decrypt_hosts", WordsOption{&Config::analytics_decrypt_hosts},
        "Hosts to decrypt in a tab's proxy: these alone with \"clients\", beside the providers' own with \"decrypt\"."},
    Option{"analytics.ca_file", TextOption{&Config::analytics_ca_file},
           "Authorities (PEM) that may certify providers and gateways, beside the system's."},
    Option{"analytics.debug.keylog", BoolOption{&Config::analytics_debug_keylog},
           "Write TLS secrets to the file that SSLKEYLOGFILE names; who reads it can read the traffic."},
    Option{"analytics.providers", WordsOption{&Config::analytics_providers},
           "The only providers to meter in new tabs, such as \"anthropic\"; empty for all."},
    Option{"analytics.exclude", WordsOption{&Config::analytics_exclude},
           "Providers to leave alone in new tabs: their variables stay as they are."},
    Option{"analytics.codex_http", BoolOption{&Config::analytics_codex_http},
           "Start Codex with HTTP instead of a WebSocket, for networks that let none through."},
    Option{"analytics.include_usage", BoolOption{&Config::analytics_include_usage},
           "Ask for the usage of OpenAI chat streams whose clients do not: changes their requests, hides the answer."},
    Option{"analytics.bodies", ChoiceOption{&Config::analytics_bodies, kBodies},
           "Whether requests and answers are kept, with secrets masked: \"memory\" while tabacus runs, \"disk\" in "
           "bodies.db. \"off\" keeps none and deletes what was kept."},
    Option{"analytics.bodies_search", BoolOption{&Config::analytics_bodies_search},
           "Index the words of bodies on disk, so that --text finds calls by them; false drops the index."},
    Option{"analytics.retention.calls", IntegerOption{&Config::analytics_retention_calls, 0, 36'500},
           "Days that single calls are kept; sums by day and of tabs, sessions and projects stay. 0 keeps for ever."},
    Option{"analytics.retention.raw_usage", IntegerOption{&Config::analytics_retention_raw_usage, 0, 36'500},
           "Days that the providers' own usage objects are kept beside the calls; 0 keeps for ever."},
    Option{"analytics.retention.limits", IntegerOption{&Config::analytics_retention_limits, 0, 36'500},
           "Days that what providers told of their limits is kept; 0 keeps for ever."},
    Option{"analytics.retention.tunnels", IntegerOption{&Config::analytics_retention_tunnels, 0, 36'500},
           "Days that hosts reached through a tab's proxy are kept; 0 keeps for ever."},
    Option{"analytics.retention.bodies_days", IntegerOption{&Config::analytics_retention_bodies_days, 0, 36'500},
           "Days that bodies are kept; 0 keeps for ever."},
    Option{"analytics.retention.bodies_mb", IntegerOption{&Config::analytics_retention_bodies_mb, 0, 1'000'000},
           "MiB that bodies.db may take before the oldest bodies go; 0 sets no bound."},
    Option{"budgets.tab", AmountOption{&Config::budgets_tab},
           "What each tab may spend, in dollars or tokens; what happens to the next call then, budgets.action says."},
    Option{"budgets.session", AmountOption{&Config::budgets_session}, "What each session of an agent may spend."},
    Option{"budgets.project", AmountOption{&Config::budgets_project},
           "What each project, the root of a repository, may spend."},
    Option{"budgets.day", AmountOption{&Config::budgets_day}, "What all calls of a local day may spend."},
    Option{"budgets.month", AmountOption{&Config::budgets_month}, "What all calls of a local month may spend."},
    Option{"budgets.counts", ChoiceOption{&Config::budgets_counts, kBudgetCounts},
           "What budgets in dollars count: \"billed\", to which calls that a subscription pays for add nothing, or "
           "\"listed\", what the price list says of all calls."},
    Option{"budgets.action", ChoiceOption{&Config::budgets_action, kBudgetActions},
           "What becomes of a call when a budget is spent: it gets an error in its provider's form (\"stop\"), waits "
           "until the budget is raised (\"pause\"), or passes (\"warn\"). Running answers are never cut."},
    Option{"budgets.warn_percent", IntegerOption{&Config::budgets_warn_percent, 1, 100},
           "Of a budget, from which on it is shown as near its end."},
    Option{"budgets.pause_minutes", IntegerOption{&Config::budgets_pause_minutes, 1, 1440},
           "How long a call waits with \"pause\" before it gets the error."},
    Option{
        "alarms.notes", ChoiceOption{&Config::alarms_notes, kNotes},
        "When the desktop is told of an alarm about a tab's calls, or of what a program notifies: while another window "
        "has the keyboard (\"unfocused\"), \"always\", or \"never\". The tab is marked in any case; a click on the "
        "note shows it."},
    Option{"alarms.command", WordsOption{&Config::alarms_command},
           "A program and its arguments, started for each alarm with a line of JSON on its standard input, and ended "
           "after "
           "10 seconds; empty for none."},
    Option{"alarms.cooldown_minutes", IntegerOption{&Config::alarms_cooldown_minutes, 1, 1440},
           "How long the same alarm about the same tab is not told again, counted from when its cause was last seen."},
    Option{"alarms.retries", IntegerOption{&Config::alarms_retries, 0, 1000},
           "From how many failures of one request on its repetition is a storm; 0 for no such alarm."},
    Option{"alarms.errors", IntegerOption{&Config::alarms_errors, 0, 1000},
           "How many calls of a tab must fail within a minute; 0 for no such alarm."},
    Option{"alarms.stall_seconds", IntegerOption{&Config::alarms_stall_seconds, 0, 86'400},
           "How long a running answer must be silent; 0 for no such alarm."},
    Option{"alarms.runaway_factor", IntegerOption{&Config::alarms_runaway_factor, 0, 1000},
           "How many times what is usual for the tab a minute must cost, and 50 cents at least; 0 for no such alarm."},
    Option{"alarms.limit_percent", IntegerOption{&Config::alarms_limit_percent, 0, 100},
           "Of a provider's limit; 0 for no such alarm."},
    Option{"alarms.secrets", BoolOption{&Config::alarms_secrets},
           "Look through prompts for what has the shape of a key or a token, and tell of each once; nothing of it is "
           "kept. "
           "Of a window that is opened from then on."},
    Option{"telemetry.otlp.endpoint", TextOption{&Config::telemetry_otlp_endpoint},
           "An OpenTelemetry collector that is told of each call as it ends, such as \"http://localhost:4318\"; empty "
           "for none. What was measured goes there; what was said only with telemetry.content."},
    Option{"telemetry.otlp.headers", WordsOption{&Config::telemetry_otlp_headers},
           "Headers for it, such as \"Authorization=Bearer KEY\"; without any, those of OTEL_EXPORTER_OTLP_HEADERS."},
    Option{"telemetry.otlp.metrics", BoolOption{&Config::telemetry_otlp_metrics},
           "Send it histograms of durations and tokens, too, beside a span for each call."},
    Option{"telemetry.otlp.gzip", BoolOption{&Config::telemetry_otlp_gzip}, "Send them packed."},
    Option{"telemetry.clickhouse.endpoint", TextOption{&Config::telemetry_clickhouse_endpoint},
           "A ClickHouse that gets a row for each call, such as \"http://localhost:8123\"; empty for none. 'tabacus "
           "telemetry --schema' prints the script that makes its table."},
    Option{"telemetry.clickhouse.headers", WordsOption{&Config::telemetry_clickhouse_headers},
           "Headers for it, such as \"X-ClickHouse-User=NAME\" and \"X-ClickHouse-Key=KEY\"."},
    Option{"telemetry.clickhouse.database", TextOption{&Config::telemetry_clickhouse_database},
           "The database there that holds the table."},
    Option{"telemetry.clickhouse.table", TextOption{&Config::telemetry_clickhouse_table}, "The table's name."},
    Option{"telemetry.user", TextOption{&Config::telemetry_user},
           "Who you are to those receivers; empty for the name you are logged in by."},
    Option{"telemetry.places", BoolOption{&Config::telemetry_places},
           "Tell them paths of projects and names of branches, too."},
    Option{
        "telemetry.content", BoolOption{&Config::telemetry_content},
        "Tell the collector what was said, too: instructions, messages, answers and tools, secrets masked. Only where "
        "analytics.bodies is \"disk\"."},
    Option{"queries.filters", WordsOption{&Config::queries_filters},
           "Filters that commands which ask the database begin with, such as \"since=7d\" or \"project=.\"; --all "
           "leaves them off."},
    Option{"shell.program", TextOption{&Config::shell_program},
           "The program a new tab runs; empty for the user's shell."},
    Option{"shell.login", BoolOption{&Config::shell_login}, "Start it as a login shell."},
    Option{"shell.integration", BoolOption{&Config::shell_integration},
           "Have bash, zsh and fish tell their directory and where commands begin and end, by variables of theirs; no "
           "file of yours is changed."},
    Option{"shell.editor", TextOption{&Config::shell_editor},
           "What opens a place in a file; empty for $VISUAL or $EDITOR."},
    Option{"window.columns", IntegerOption{&Config::window_columns, 2, 1000}, "Width of a new window in cells."},
    Option{"window.rows", IntegerOption{&Config::window_rows, 1, 1000}, "Height of a new window in cells."},
    Option{"window.title", TextOption{&Config::window_title}, "The window's title until a program sets one."},
    Option{"window.opacity_percent", IntegerOption{&Config::window_opacity_percent, 20, 100},
           "How little of what lies behind shows through, where there is a compositor."},
    Option{"window.close_question", ChoiceOption{&Config::window_close_question, kCloseQuestions},
           "Whether closing a tab or the window asks first: when programs run in it, always, or never."},
    Option{"window.quick_height", IntegerOption{&Config::window_quick_height, 10, 100},
           "How much of the screen's height the window takes that `tabacus quick` shows and hides, in percent."},
    Option{"session.restore", ChoiceOption{&Config::session_restore, kSessionRestore},
           "Whether the first window opens the tabs again that the last one had: not (\"off\", nothing is kept), their "
           "panes, places and directories (\"tabs\"), or the agents in them too, each with its own conversation "
           "(\"agents\"). Kept in session.json in the state directory."},
    Option{"tabs.title", ChoiceOption{&Config::tabs_title, kTabTitles},
           "What a tab without a name of yours is called: what its \"program\" says, its \"directory\", or that with "
           "the \"branch\" checked out there."},
    Option{"theme.mode", ChoiceOption{&Config::theme_mode, kThemeModes},
           "Which of the two themes is used; \"system\" does as GTK's settings say."},
    Option{"theme.dark", TextOption{&Config::theme_dark},
           "The dark one: a name of 'tabacus config themes', or a file in base16's form."},
    Option{"theme.light", TextOption{&Config::theme_light}, "The light one, likewise."},
    Option{"overlay.size", ChoiceOption{&Config::overlay_size, kOverlaySizes},
           "How much of the meter a new window shows: its widgets, one line, or nothing."},
    Option{"overlay.corner", ChoiceOption{&Config::overlay_corner, kCorners},
           "Where it stands; it gives way to the cursor's line."},
    Option{
        "overlay.widgets", ChoicesOption{&Config::overlay_widgets, kWidgets},
        "What it shows, from its top: model (and state), cost, tokens, speed, timing, cache, context, limits, agents, "
        "errors, budget."},
    Option{"font.family", TextOption{&Config::font_family}, "A monospaced family as fontconfig names it."},
    Option{"font.size", RealOption{&Config::font_size, 4, 200}, "In points."},
    Option{"font.ligatures", BoolOption{&Config::font_ligatures},
           "Join characters as the font wants it, but not at the cursor and not at the selection's edges."},
    Option{"font.features", WordsOption{&Config::font_features},
           "OpenType features such as \"zero\", \"-calt\" or \"cv02=3\"; \"Fira Code: ss02\" holds for that family "
           "alone."},
    Option{"terminal.scrollback_lines", IntegerOption{&Config::terminal_scrollback_lines, 0, 1'000'000},
           "Lines kept above the screen, per tab."},
    Option{"terminal.wheel_lines", IntegerOption{&Config::terminal_wheel_lines, 1, 50},
           "Lines by which a notch of the wheel scrolls."},
    Option{"terminal.wheel_smooth", BoolOption{&Config::terminal_wheel_smooth},
           "Touchpads and fine wheels move the text by pixels; it comes to rest on a line. Otherwise by whole lines."},
    Option{"terminal.word_characters", TextOption{&Config::terminal_word_characters},
           "What a double click takes as part of a word, beside letters and digits."},
    Option{"terminal.clipboard_read", ChoiceOption{&Config::terminal_clipboard_read, kClipboardRead},
           "When a program wants to read the clipboard (OSC 52): \"refuse\", or \"ask\" each time; a no holds for the "
           "tab."},
    Option{"terminal.copy_on_select", BoolOption{&Config::terminal_copy_on_select},
           "Copy what is selected to the clipboard as well as to the primary selection."},
    Option{
        "terminal.paste_question", ChoiceOption{&Config::terminal_paste_question, kPasteQuestions},
        "When a paste is shown first: \"unsafe\", several lines to a program that would run each; \"lines\", several "
        "lines to any; \"never\"."},
    Option{"colors.foreground", ColorOption{&Config::colors_foreground}, "Text without a colour of its own."},
    Option{"colors.background", ColorOption{&Config::colors_background}, "The screen behind it."},
    Option{"colors.palette", ColorListOption{&Config::colors_palette, 16},
           "The first ANSI colours, beginning with black; the others keep their defaults."},
};

const std::array kProfileOptions{
    ProfileOption{"command", WordsOf<Profile>{&Profile::command},
                  "The program and its arguments; empty for the shell."},
    ProfileOption{"directory", TextOf<Profile>{&Profile::directory},
                  "Where it starts; empty for the tab's it is opened from."},
    ProfileOption{
        "environment", WordsOf<Profile>{&Profile::environment},
        "Variables to set, such as \"ANTHROPIC_BASE_URL=https://gateway.example\", which its calls then go to."},
    ProfileOption{"title", TextOf<Profile>{&Profile::title}, "The tab's name; empty for the program's own."},
    ProfileOption{"metering", ChoiceOf<Profile>{&Profile::metering, kMetering},
                  "\"off\" leaves the tab without a port of the meter's."},
    ProfileOption{"budget", AmountOf<Profile>{&Profile::budget},
                  "What such a tab may spend, in place of budgets.tab. A profile that gets its first budget while "
                  "tabacus runs has it from the next start on."},
};

std::vector<Option> all_options() {
  // The keys of these lie here for good.
  static std::deque<std::string> keys;
  std::vector<Option> all{kOptions.begin(), kOptions.end()};
  for (const KeyAction& action : key_actions()) {
    const std::string& key = keys.emplace_back(fmt::format("keys.{}", action.name));
    all.push_back({key, KeysOption{action.name, action.bindings}, action.doc});
  }
  return all;
}

/// A basic string of TOML 1.0.
std::string toml_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      result += fmt::format("\\{}", c);
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      result += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    else
      result += c;
  }
  return result + '"';
}

std::string list_of(const std::vector<std::string>& words) {
  std::vector<std::string> items;
  for (const std::string& word : words) items.push_back(toml_text(word));
  return fmt::format("[{}]", fmt::join(items, ", "));
}

std::string color_text(Color color) { return fmt::format("\"#{:06x}\"", color.rgb); }

template <typename Owner>
std::string expected(const TextOf<Owner>&) {
  return "text in quotes";
}
template <typename Owner>
std::string expected(const WordsOf<Owner>&) {
  return "a list of words like [\"openai\"]";
}
template <typename Owner>
std::string expected(const ChoiceOf<Owner>& o) {
  return fmt::format("one of \"{}\"", fmt::join(o.choices, "\", \""));
}
std::string expected(const BoolOption&) { return "true or false"; }
std::string expected(const IntegerOption& o) { return fmt::format("a whole number from {} to {}", o.least, o.most); }
std::string expected(const RealOption& o) { return fmt::format("a number from {} to {}", o.least, o.most); }
std::string expected(const ChoicesOption& o) {
  return fmt::format("a list of some of \"{}\"", fmt::join(o.choices, "\", \""));
}
template <typename Owner>
std::string expected(const AmountOf<Owner>&) {
  return "an amount like \"$5\" or \"2M tokens\"";
}
std::string expected(const ColorOption&) { return "a colour like \"#1e1e2e\""; }
std::string expected(const ColorListOption& o) {
  return fmt::format("a list of up to {} colours like \"#1e1e2e\"", o.most);
}
std::string expected(const KeysOption&) { return "keys like \"Ctrl+Shift+T F2\", or \"\" for none"; }

template <typename Owner>
std::string text_of(const TextOf<Owner>& o, const Owner& owner) {
  return toml_text(owner.*o.member);
}
template <typename Owner>
std::string text_of(const WordsOf<Owner>& o, const Owner& owner) {
  return list_of(owner.*o.member);
}
template <typename Owner>
std::string text_of(const ChoiceOf<Owner>& o, const Owner& owner) {
  return toml_text(owner.*o.member);
}
std::string text_of(const BoolOption& o, const Config& config) { return fmt::format("{}", config.*o.member); }
std::string text_of(const IntegerOption& o, const Config& config) { return fmt::format("{}", config.*o.member); }
std::string text_of(const RealOption& o, const Config& config) { return fmt::format("{:#}", config.*o.member); }
std::string text_of(const ChoicesOption& o, const Config& config) { return list_of(config.*o.member); }
template <typename Owner>
std::string text_of(const AmountOf<Owner>& o, const Owner& owner) {
  return owner.*o.member ? toml_text(to_text(*(owner.*o.member))) : std::string{};
}
std::string text_of(const ColorOption& o, const Config& config) {
  return config.*o.member ? color_text(*(config.*o.member)) : std::string{};
}
std::string text_of(const ColorListOption& o, const Config& config) {
  std::vector<std::string> items;
  for (const Color color : config.*o.member) items.push_back(color_text(color));
  return fmt::format("[{}]", fmt::join(items, ", "));
}
std::string text_of(const KeysOption& o, const Config& config) {
  const auto set = config.keys.find(std::string{o.action});
  return toml_text(set != config.keys.end() ? std::string_view{set->second} : o.bindings);
}

}  // namespace

std::span<const Option> options() {
  static const std::vector<Option> kAll = all_options();
  return kAll;
}

std::span<const ProfileOption> profile_options() { return kProfileOptions; }

std::string expected_value(const Option& option) {
  return std::visit([](const auto& typed) { return expected(typed); }, option.value);
}
std::string expected_value(const ProfileOption& option) {
  return std::visit([](const auto& typed) { return expected(typed); }, option.value);
}

std::string value_text(const Option& option, const Config& config) {
  return std::visit([&](const auto& typed) { return text_of(typed, config); }, option.value);
}
std::string value_text(const ProfileOption& option, const Profile& profile) {
  return std::visit([&](const auto& typed) { return text_of(typed, profile); }, option.value);
}

std::string default_value(const Option& option) { return value_text(option, Config{}); }

std::optional<Color> parse_color(std::string_view text) {
  if (text.size() != 7 || text[0] != '#') return std::nullopt;
  std::uint32_t rgb = 0;
  for (const char c : text.substr(1)) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    rgb = rgb * 16 + static_cast<std::uint32_t>(digit);
  }
  return Color{rgb};
}

}  // namespace tabacus::app
