#include "app/cli/query_options.hpp"

#include "app/cli/time_argument.hpp"

namespace tabacus::app {

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

Result<std::unique_ptr<analytics::Reader>> QueryOptions::open(const CommandContext& context) const {
  auto reader = analytics::Reader::open(analytics_directory(context, directory_));
  if (!reader && reader.error().code == ErrorCode::NotFound)
    return fail(
        ErrorCode::NotFound,
        fmt::format("{}; calls are stored when analytics is switched on, or by 'tabacus run'", reader.error().message));
  return reader;
}

void FilterOptions::declare(ArgumentParser& parser) {
  parser.text("--since", "TIME", since_, "from then on: 30m, 2h, 7d, today, yesterday, 2026-11-01, RFC 3339")
      .text("--until", "TIME", until_, "before then")
      .text("--tab", "ID", tab_, "only this tab: its id or the beginning of it");
}

Result<analytics::CallFilter> FilterOptions::filter(const CommandContext& context) const {
  analytics::CallFilter filter;
  const SystemTime now = context.clock.wall();
  for (const auto& [text, target] : {std::pair{&since_, &filter.since}, std::pair{&until_, &filter.until}}) {
    if (!*text) continue;
    const auto moment = parse_moment(**text, now);
    if (!moment) return fail(moment.error());
    *target = *moment;
  }
  filter.tab = tab_;
  return filter;
}

void print_answer(CommandContext& context, Format format, const analytics::Table& table,
                  TextTable (*for_people)(const analytics::Table&)) {
  switch (format) {
    case Format::Json:
      return print_json_lines(context.out, table);
    case Format::Csv:
      return print_csv(context.out, table);
    case Format::Table:
      return print_text_table(context.out, for_people(table), context.width);
  }
}

}  // namespace tabacus::app
