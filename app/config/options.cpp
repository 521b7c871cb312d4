#include "app/config/options.hpp"

#include <fmt/ranges.h>

#include <array>

namespace tabacus::app {
namespace {

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

constexpr std::array<std::string_view, 5> kLogLevels{"off", "error", "warn", "info", "debug"};
constexpr std::array<std::string_view, 3> kBodies{"off", "memory", "disk"};
constexpr std::array<std::string_view, 2> kClipboardRead{"refuse", "ask"};
constexpr std::array<std::string_view, 4> kForwardProxy{"off", "clients", "count", "decrypt"};

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
    Option{"queries.filters", WordsOption{&Config::queries_filters},
           "Filters that commands which ask the database begin with, such as \"since=7d\" or \"project=.\"; --all "
           "leaves them off."},
    Option{"shell.program", TextOption{&Config::shell_program},
           "The program a new tab runs; empty for the user's shell."},
    Option{"shell.login", BoolOption{&Config::shell_login}, "Start it as a login shell."},
    Option{"window.columns", IntegerOption{&Config::window_columns, 2, 1000}, "Width of a new window in cells."},
    Option{"window.rows", IntegerOption{&Config::window_rows, 1, 1000}, "Height of a new window in cells."},
    Option{"window.title", TextOption{&Config::window_title}, "The window's title until a program sets one."},
    Option{"font.family", TextOption{&Config::font_family}, "A monospaced family as fontconfig names it."},
    Option{"font.size", RealOption{&Config::font_size, 4, 200}, "In points."},
    Option{"font.ligatures", BoolOption{&Config::font_ligatures},
           "Join characters as the font wants it, but not at the cursor and not at the selection's edges."},
    Option{"font.features", WordsOption{&Config::font_features},
           "OpenType features such as \"zero\", \"-calt\" or \"cv02=3\"; \"Fira Code: ss02\" holds for that family "
           "alone."},
    Option{"terminal.scrollback_lines", IntegerOption{&Config::terminal_scrollback_lines, 0, 1'000'000},
           "Lines kept above the screen, per tab."},
    Option{"terminal.word_characters", TextOption{&Config::terminal_word_characters},
           "What a double click takes as part of a word, beside letters and digits."},
    Option{"terminal.clipboard_read", ChoiceOption{&Config::terminal_clipboard_read, kClipboardRead},
           "When a program wants to read the clipboard (OSC 52): \"refuse\", or \"ask\" each time; a no holds for the "
           "tab."},
    Option{"colors.foreground", ColorOption{&Config::colors_foreground}, "Text without a colour of its own."},
    Option{"colors.background", ColorOption{&Config::colors_background}, "The screen behind it."},
    Option{"colors.palette", ColorListOption{&Config::colors_palette, 16},
           "The first ANSI colours, beginning with black; the others keep their defaults."},
};

}  // namespace

std::span<const Option> options() { return kOptions; }

std::string expected_value(const Option& option) {
  return std::visit(
      Overloaded{
          [](const BoolOption&) -> std::string { return "true or false"; },
          [](const IntegerOption& o) { return fmt::format("a whole number from {} to {}", o.least, o.most); },
          [](const RealOption& o) { return fmt::format("a number from {} to {}", o.least, o.most); },
          [](const TextOption&) -> std::string { return "text in quotes"; },
          [](const ChoiceOption& o) { return fmt::format("one of \"{}\"", fmt::join(o.choices, "\", \"")); },
          [](const WordsOption&) -> std::string { return "a list of words like [\"openai\"]"; },
          [](const AmountOption&) -> std::string { return "an amount like \"$5\" or \"2M tokens\""; },
          [](const ColorOption&) -> std::string { return "a colour like \"#1e1e2e\""; },
          [](const ColorListOption& o) { return fmt::format("a list of up to {} colours like \"#1e1e2e\"", o.most); },
      },
      option.value);
}

std::string default_value(const Option& option) {
  const Config defaults;
  return std::visit(Overloaded{
                        [&](const BoolOption& o) { return fmt::format("{}", defaults.*o.member); },
                        [&](const IntegerOption& o) { return fmt::format("{}", defaults.*o.member); },
                        [&](const RealOption& o) { return fmt::format("{:#}", defaults.*o.member); },
                        [&](const TextOption& o) { return fmt::format("\"{}\"", defaults.*o.member); },
                        [&](const ChoiceOption& o) { return fmt::format("\"{}\"", defaults.*o.member); },
                        [](const WordsOption&) { return std::string{"[]"}; },
                        [](const AmountOption&) { return std::string{}; },
                        [](const ColorOption&) { return std::string{}; },
                        [](const ColorListOption&) { return std::string{"[]"}; },
                    },
                    option.value);
}

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
