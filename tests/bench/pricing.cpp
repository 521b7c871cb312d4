// What pricing takes of a call: finding its row by name, and making the bill. One JSON line per case; thread CPU time
// per call, best of some rounds. Names are asked in turn, so that no branch or cache line is always the same.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <string>
#include <vector>

#include "analytics/pricing/charge.hpp"
#include "analytics/pricing/price_book.hpp"

namespace tabacus::analytics {
namespace {

constexpr int kRounds = 5;
constexpr std::size_t kCalls = 200'000;

double nanoseconds_of_thread() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

struct Asked {
  std::string provider;
  std::string model;
};

std::vector<Asked> names(const char* form) {
  std::vector<Asked> asked;
  for (const PricedModel& row : shipped_price_table().models)
    asked.push_back({row.provider, fmt::format(fmt::runtime(form), row.model)});
  return asked;
}

Usage usage_of(std::size_t call) {
  Usage usage;
  usage.input_uncached = Tokens{static_cast<std::int64_t>(100 + call % 900)};
  usage.cache_read = Tokens{150'000};
  usage.cache_write_5m = Tokens{static_cast<std::int64_t>(call % 100'000)};
  usage.output_total = Tokens{static_cast<std::int64_t>(call % 2'000)};
  return usage;
}

template <typename Work>
void report(const char* what, Work work) {
  double best = std::numeric_limits<double>::max();
  std::int64_t sum = 0;  // printed, so that nothing is optimised away
  for (int round = 0; round < kRounds; ++round) {
    const double begin = nanoseconds_of_thread();
    for (std::size_t call = 0; call < kCalls; ++call) sum += work(call);
    best = std::min(best, nanoseconds_of_thread() - begin);
  }
  fmt::print("{{\"bench\":\"pricing\",\"case\":\"{}\",\"ns_per_call\":{:.0f},\"checksum\":{}}}\n", what,
             best / static_cast<double>(kCalls), sum);
}

void report_lookups(const PriceBook& book, const char* what, const char* form) {
  const std::vector<Asked> asked = names(form);
  report(what, [&](std::size_t call) -> std::int64_t {
    const Asked& name = asked[call * 7919 % asked.size()];
    return book.find(name.provider, name.model) != nullptr ? 1 : 0;
  });
}

}  // namespace
}  // namespace tabacus::analytics

int main() {
  using namespace tabacus::analytics;
  const double begin = nanoseconds_of_thread();
  const PriceBook book = PriceBook::shipped();
  fmt::print("{{\"bench\":\"pricing\",\"case\":\"load_shipped\",\"ms\":{:.2f},\"rows\":{}}}\n",
             (nanoseconds_of_thread() - begin) / 1e6, book.size());
  report_lookups(book, "find_exact", "{}");
  report_lookups(book, "find_dated", "{}-20990101");
  report_lookups(book, "find_route", "models/{}");
  report_lookups(book, "find_none", "x{}x");
  const ModelPrice& sonnet = *book.find("anthropic", "claude-sonnet-4-5");
  report("bill", [&](std::size_t call) { return charge(usage_of(call), sonnet)->count(); });
  report("find_bill_saved", [&](std::size_t call) {
    const ModelPrice* price = book.find("anthropic", "claude-sonnet-4-5-20250929");
    const auto usage = usage_of(call);
    return charge(usage, *price)->count() + saved_by_cache(usage, *price)->count();
  });
}
