#include "app/cli/query_options.hpp"

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "base/git_place.hpp"
#include "base/moment_text.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::CallFilter;

struct Filter {
  std::string_view name;
  std::string_view value_name;
  std::optional<std::string> CallFilter::*text;  ///< or
  std::optional<SystemTime> CallFilter::*time;
  std::string_view doc;
};

// THE LIST of filters.
constexpr std::array<Filter, FilterOptions::kCount> kFilters{{
    {"since", "TIME", nullptr, &CallFilter::since, "from then on: 30m, 2h, 7d, today, yesterday, 2026-11-01, RFC 3339"},
    {"until", "TIME", nullptr, &CallFilter::until, "before then"},
    {"tab", "ID", &CallFilter::tab, nullptr, "only this tab: its id or the beginning of it; . is the one we are in"},
    {"session", "ID", &CallFilter::session, nullptr, "only this session: its id or the beginning of it"},
    {"agent", "ID", &CallFilter::agent, nullptr, "only this agent: its id or the beginning of it; main"},
    {"model", "TEXT", &CallFilter::model, nullptr, "models with this in their name"},
    {"provider", "NAME", &CallFilter::provider, nullptr, "anthropic, openai, gemini ..."},
    {"project", "NAME", &CallFilter::project, nullptr, "a repository: its name or root; . is the one we are in"},
    {"branch", "NAME", &CallFilter::branch, nullptr, "only this branch"},
    {"host", "NAME", &CallFilter::host, nullptr, "that went to this host"},
    {"path", "TEXT", &CallFilter::path, nullptr, "paths with this in them"},
    {"profile", "NAME", &CallFilter::profile, nullptr, "of tabs that were opened by this profile"},
    {"source", "NAME", &CallFilter::source, nullptr, "tab, endpoint or import"},
    {"status", "STATUS", &CallFilter::status, nullptr,
     "529, 5xx, or ok, error, aborted, truncated, refused, lossy, undecoded"},
    {"recording", "NAME", &CallFilter::recording, nullptr, "calls of this recording (tabacus record)"},
    {"text", "WORDS", &CallFilter::text, nullptr,
     "calls that hold these words, where bodies are indexed (analytics.bodies_search)"},
    {"where", "SQL", &CallFilter::where, nullptr, "an SQL expression over v_calls: \"output_tokens > 1000\""},
}};

/// "." means where we are.
Result<std::string> resolved(const Filter& filter, const std::string& word) {
  if (word != ".") return word;
  if (filter.name == "tab") {
    const char* tab = std::getenv("TABACUS_TAB_ID");
    if (tab == nullptr)
      return fail(ErrorCode::NotFound, "--tab .: TABACUS_TAB_ID is not set here, so this is no tab of tabacus");
    return std::string{tab};
  }
  if (filter.name != "project") return word;
  std::error_code ignored;
  const auto place = git_place_of(std::filesystem::current_path(ignored));
  if (!place) return fail(ErrorCode::NotFound, "--project .: there is no git repository here");
  return place->root;
}

}  // namespace

std::filesystem::path analytics_directory(const CommandContext& context, const std::string& directory) {
  if (!directory.empty()) return directory;
  const std::filesystem::path configured = configured_analytics_directory(context.config.config);
  return configured.empty() ? analytics::default_analytics_directory() : configured;
}

void QueryOptions::declare(ArgumentParser& parser) {
  parser.text("--directory", "DIR", directory_, "where calls.db lies, if not where it is configured")
      .flag("--json", json_, "one JSON object per line")
      .flag("--csv", csv_, "comma-separated values (RFC 4180)");
}

Result<Format> QueryOptions::format() const {
  if (json_ && csv_) return fail(ErrorCode::InvalidInput, "--json and --csv exclude each other");
  return json_ ? Format::Json : csv_ ? Format::Csv : Format::Table;
}

Result<std::unique_ptr<analytics::Reader>> open_reader(const CommandContext& context, const std::string& directory) {
  auto reader = analytics::Reader::open(analytics_directory(context, directory));
  if (reader && !(*reader)->notice().empty())
    context.err << fmt::format("tabacus: {}\n", display_safe((*reader)->notice()));
  if (!reader && reader.error().code == ErrorCode::NotFound)
    return fail(
        ErrorCode::NotFound,
        fmt::format("{}; calls are stored when analytics is switched on, or by 'tabacus run'", reader.error().message));
  return reader;
}

Result<std::unique_ptr<analytics::Reader>> QueryOptions::open(const CommandContext& context) const {
  return open_reader(context, directory_);
}

void FilterOptions::declare(ArgumentParser& parser, std::string_view except) {
  for (std::size_t i = 0; i < kCount; ++i)
    if (kFilters[i].name != except)
      parser.text(fmt::format("--{}", kFilters[i].name), kFilters[i].value_name, words_[i], kFilters[i].doc);
  parser.flag("--all", all_, "without the saved filters (queries.filters in tabacus.toml)");
}

Result<FilterOptions::Words> FilterOptions::with_saved(CommandContext& context) const {
  Words words = words_;
  if (all_) return words;
  std::vector<std::string> acting;
  for (const std::string& saved : context.config.config.queries_filters) {
    const std::size_t equals = saved.find('=');
    const auto* found = std::ranges::find(kFilters, saved.substr(0, equals), &Filter::name);
    if (equals == std::string::npos || found == kFilters.end())
      return fail(ErrorCode::InvalidInput,
                  fmt::format("queries.filters in {}: '{}' is no filter; write \"since=7d\" or \"model=sonnet\"",
                              context.config.file.native(), saved));
    auto& word = words[static_cast<std::size_t>(found - kFilters.begin())];
    if (word) continue;
    word = saved.substr(equals + 1);
    acting.push_back(visible_text(saved));
  }
  if (!acting.empty())
    context.err << fmt::format("only {} (saved in {}; --all leaves that off)\n", join(acting, ", "),
                               visible_text(context.config.file.native()));
  return words;
}

Result<analytics::CallFilter> FilterOptions::filter(CommandContext& context) const {
  const auto words = with_saved(context);
  if (!words) return fail(words.error());
  analytics::CallFilter filter;
  const SystemTime now = context.clock.wall();
  for (std::size_t i = 0; i < kCount; ++i) {
    const Filter& option = kFilters[i];
    if (!(*words)[i]) continue;
    if (option.text != nullptr) {
      auto word = resolved(option, *(*words)[i]);
      if (!word) return fail(word.error());
      filter.*option.text = std::move(*word);
    } else {
      const auto moment = parse_moment(*(*words)[i], now);
      if (!moment) return fail(moment.error(), fmt::format("--{}", option.name));
      filter.*option.time = *moment;
    }
  }
  return filter;
}

Result<std::int64_t> find_call(analytics::Reader& reader, std::string_view word) {
  const bool is_place = word.empty() || word.starts_with('@');
  const auto number = parse_int(word.empty() ? "1" : is_place ? word.substr(1) : word);
  if (!number || *number < 1)
    return fail(ErrorCode::InvalidInput,
                fmt::format("'{}' is no call; write its call_id, or @1 for the newest, @2 for the one before",
                            visible_text(word)));
  const auto found = reader.sql(
      is_place ? fmt::format("SELECT call_id FROM v_calls ORDER BY call_id DESC LIMIT 1 OFFSET {}", *number - 1)
               : fmt::format("SELECT call_id FROM v_calls WHERE call_id = {}", *number),
      1);
  if (!found) return fail(found.error());
  if (found->rows.empty())
    return fail(ErrorCode::NotFound, word.empty() ? std::string{"no call is stored yet"}
                                     : is_place   ? fmt::format("there are fewer than {} calls", *number)
                                                  : fmt::format("no call {} is stored", *number));
  return number_or_zero(found->rows.front().front());
}

void print_answer(CommandContext& context, Format format, const analytics::Table& table,
                  TextTable (*for_people)(const analytics::Table&)) {
  switch (format) {
    case Format::Json:
      return print_json_lines(context.out, table);
    case Format::Csv:
      return print_csv(context.out, table);
    case Format::Table:
      return print_text_table(context.out, for_people(table), context.width, context.screen.paint);
  }
}

}  // namespace tabacus::app
