// tabacus calls: the newest calls, one per line.
#include <algorithm>
#include <array>

#include "app/cli/calls_table.hpp"
#include "app/cli/query_options.hpp"

namespace tabacus::app {
extern const Command kCalls;

namespace {

using analytics::CallOrder;

constexpr std::array<std::pair<std::string_view, CallOrder>, 5> kOrders{{{"newest", CallOrder::Newest},
                                                                         {"cost", CallOrder::Dearest},
                                                                         {"time", CallOrder::Slowest},
                                                                         {"tokens", CallOrder::Largest},
                                                                         {"waste", CallOrder::MostWasteful}}};

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  FilterOptions filters;
  std::int64_t limit = 50;
  std::string order = "newest";
  ArgumentParser parser{kCalls};
  query.declare(parser);
  filters.declare(parser);
  parser.integer("-n,--limit", 1, 1'000'000, limit, "at most so many (50)");
  std::vector<std::string> orders;
  for (const auto& [name, value] : kOrders) orders.emplace_back(name);
  parser.choice("--sort", orders, order, "which first (newest)");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  filter->limit = static_cast<std::size_t>(limit);
  filter->order = std::ranges::find(kOrders, order, &std::pair<std::string_view, CallOrder>::first)->second;
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto calls = (*reader)->calls(*filter);
  if (!calls) return fail(calls.error());
  print_answer(context, *format, *calls, calls_table);
  return kExitOk;
}

}  // namespace

const Command kCalls{
    .name = "calls", .summary = "List calls, the newest or the dearest first", .run = run, .is_paged = true};

}  // namespace tabacus::app
