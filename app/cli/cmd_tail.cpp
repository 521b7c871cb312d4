// tabacus tail: the calls that ended last; with -f those that end from now on, and below them those under way.
#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>

#include "app/cli/calls_table.hpp"
#include "app/cli/live_lines.hpp"
#include "app/cli/query_options.hpp"
#include "app/cli/running_lines.hpp"

namespace tabacus::app {

extern const Command kTail;

namespace {

using analytics::CallFilter;
using analytics::Reader;
using analytics::Table;

constexpr std::chrono::milliseconds kLookEvery{250};
constexpr std::size_t kMostAtOnce = 500;
constexpr std::size_t kMostRunningShown = 10;

/// Prints calls as they come, so the widths of the columns are those of the calls before.
class Lines {
 public:
  Lines(CommandContext& context, Format format) : context_{context}, format_{format} {}

  void print(const Table& calls) {
    if (calls.rows.empty()) return;
    if (format_ == Format::Json) return print_json_lines(context_.out, calls);
    std::ostringstream text;
    if (format_ == Format::Csv)
      print_csv(text, calls);
    else
      print_text_table(text, padded(calls_table(calls)), context_.width, context_.screen.paint);
    const std::string lines = std::move(text).str();
    // One heading is enough.
    context_.out << std::string_view{lines}.substr(is_first_ ? 0 : lines.find('\n') + 1);
    is_first_ = false;
  }

 private:
  /// Grows only: a column keeps its place as long as nothing wider comes.
  TextTable padded(TextTable table) {
    widths_.resize(table.columns.size());
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      std::size_t& widest = widths_[column];
      for (const auto& row : table.rows) widest = std::max(widest, width_of(row[column]));
      auto& cell = table.rows.front()[column];
      const std::string air(widest - width_of(cell), ' ');
      cell = table.columns[column].is_number ? air + cell : cell + air;
    }
    return table;
  }

  CommandContext& context_;
  Format format_;
  bool is_first_ = true;
  std::vector<std::size_t> widths_;
};

/// Their rows in the order of time.
Table oldest_first(Table calls) {
  std::ranges::reverse(calls.rows);
  return calls;
}

/// Takes "seq" off; the last one is where to go on.
std::int64_t take_seq(Table& ended, std::int64_t before) {
  if (!ended.rows.empty()) before = number_or_zero(ended.rows.back().front());
  ended.columns.erase(ended.columns.begin());
  for (auto& row : ended.rows) row.erase(row.begin());
  return before;
}

void draw_running(CommandContext& context, LiveLines& live, const CallFilter& filter) {
  const auto calls = chosen(running_calls(), filter);
  std::vector<std::string> lines;
  const SystemTime now = context.clock.wall();
  for (const RunningInTab& running : calls) {
    if (lines.size() == kMostRunningShown) {
      lines.push_back(fmt::format("  … and {} more", calls.size() - kMostRunningShown));
      break;
    }
    lines.push_back(toned(running_line(running, now, context.width - 1), Tone::Dim, context.screen.paint));
  }
  live.draw(lines);
}

/// Ends when nobody reads any more, or by a signal.
Result<int> follow(CommandContext& context, Format format, Reader& reader, Lines& lines, CallFilter filter,
                   std::int64_t seq) {
  LiveLines live{context.out};
  filter.limit = kMostAtOnce;
  while (context.out) {
    auto ended = reader.ended(seq, filter);
    // A lock that lasts too long is no reason to end.
    if (!ended && ended.error().code != ErrorCode::Conflict && ended.error().code != ErrorCode::TimedOut)
      return fail(ended.error());
    if (ended && !ended->rows.empty()) {
      live.clear();
      seq = take_seq(*ended, seq);
      lines.print(*ended);
    }
    if (context.screen.is_terminal && format == Format::Table) draw_running(context, live, filter);
    context.out.flush();
    if (!ended || ended->rows.size() < kMostAtOnce) std::this_thread::sleep_for(kLookEvery);
  }
  return kExitOk;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  FilterOptions filters;
  bool follows = false;
  std::int64_t count = 10;
  ArgumentParser parser{kTail};
  parser.flag("-f,--follow", follows, "and those to come, until interrupted; in a terminal also those under way")
      .integer("-n,--lines", 0, 100'000, count, "so many of the last calls (10)");
  query.declare(parser);
  filters.declare(parser);
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  // First the place, then the rows: a call that ends between is told of twice rather than never.
  const auto seq = (*reader)->last_ended();
  if (!seq) return fail(seq.error());
  Lines lines{context, *format};
  if (count > 0) {
    filter->limit = static_cast<std::size_t>(count);
    auto calls = (*reader)->calls(*filter);
    if (!calls) return fail(calls.error());
    lines.print(oldest_first(std::move(*calls)));
    context.out.flush();
  }
  if (!follows) return kExitOk;
  return follow(context, *format, **reader, lines, *filter, *seq);
}

}  // namespace

const Command kTail{
    .name = "tail", .summary = "Show the last calls, with -f also those to come and under way", .run = run};

}  // namespace tabacus::app
