// Goes through stored calls in batches, prices each as a live call would be, and compares or replaces its figures.
#include "analytics/api/reprice.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "analytics/price_lists.hpp"
#include "analytics/pricing/price_call.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/migrate.hpp"
#include "analytics/stored_pricing.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics {
namespace {

/// A batch is written in some milliseconds, so that the program that meters waits no longer than that.
constexpr std::size_t kBatch = 500;
constexpr std::chrono::seconds kBusyTimeout{10};

Result<Database> open_calls(const std::filesystem::path& directory, Reprice mode) {
  const std::filesystem::path file = directory / kCallsFileName;
  if (!identity_of(file)) return fail(ErrorCode::NotFound, fmt::format("there is no {} yet", file.native()));
  return mode == Reprice::Write ? open_calls_file(file, kBusyTimeout) : open_to_look(directory);
}

std::optional<Nanodollars> billed(const CallRecord& call) {
  return call.billing == Billing::Subscription ? std::nullopt : call.cost;
}

class Repricing {
 public:
  Repricing(const PriceBook& book, StoredCalls& calls) : book_{book}, calls_{calls} {}

  Result<void> write_sums() { return calls_.write_sums(); }

  /// One batch; false: there was none left. The caller's transaction, where it writes.
  Result<bool> next(CallRange& range, Reprice mode, SystemTime now) {
    const auto batch = calls_.read(range, kBatch);
    if (!batch) return fail(batch.error());
    for (const StoredCall& stored : *batch) {
      CallRecord priced = stored.call;
      priced.price_version = book_.version();
      price_call(priced, book_, upstream_of(stored));
      if (!note(stored.call, priced) || mode == Reprice::Look) continue;
      if (auto replaced = calls_.replace(stored, priced, now); !replaced) return fail(replaced.error());
    }
    if (batch->empty()) return false;
    range.first = batch->back().call_id + 1;
    return true;
  }

  RepriceReport report() && {
    RepriceReport report{book_.version()->source, book_.version()->as_of, {}, looked_at_, 0};
    for (auto& [name, model] : models_) {
      report.changed += model.changed;
      if (model.changed + model.kept > 0) report.models.push_back(std::move(model));
    }
    const auto size_of_change = [](const RepricedModel& model) {
      return -(std::abs(model.billed_after - model.billed_before) +
               std::abs(model.subscription_after - model.subscription_before));
    };
    std::ranges::stable_sort(report.models, {}, size_of_change);
    return report;
  }

 private:
  /// True: the figures of `after` are to take the place of those of `before`.
  bool note(const CallRecord& before, const CallRecord& after) {
    const CallFacts& facts = before.facts;
    const std::string& name = facts.model_served.empty() ? facts.model_requested : facts.model_served;
    RepricedModel& model = models_[{before.provider, name}];
    model.provider = before.provider;
    model.model = name;
    ++model.calls;
    ++looked_at_;
    if (before.list_cost && !after.list_cost && after.billing != Billing::Local) {
      ++model.kept;
      return false;
    }
    if (before.list_cost == after.list_cost && billed(before) == billed(after) && before.saved == after.saved)
      return false;
    ++model.changed;
    if (!before.list_cost && after.list_cost) ++model.newly_priced;
    model.billed_before += billed(before).value_or(Nanodollars{}).count();
    model.billed_after += billed(after).value_or(Nanodollars{}).count();
    if (before.billing == Billing::Subscription) {
      model.subscription_before += before.list_cost.value_or(Nanodollars{}).count();
      model.subscription_after += after.list_cost.value_or(Nanodollars{}).count();
    }
    return true;
  }

  const PriceBook& book_;
  StoredCalls& calls_;
  std::map<std::pair<std::string, std::string>, RepricedModel> models_;
  std::int64_t looked_at_ = 0;
};

Result<bool> write_batch(Database& database, Repricing& repricing, CallRange& range, SystemTime now) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return fail(transaction.error());
  const auto more = repricing.next(range, Reprice::Write, now);
  if (!more) return more;
  if (auto written = repricing.write_sums(); !written) return fail(written.error());
  if (auto committed = transaction->commit(); !committed) return fail(committed.error());
  return more;
}

/// "0.591", at least two decimals.
std::string exact_usd(Zeptodollars amount) {
  constexpr int kDecimals = 21;
  std::string digits;
  for (Wide rest = amount < 0 ? -amount : amount; rest > 0 || digits.size() <= kDecimals; rest /= 10)
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  digits.insert(digits.size() - kDecimals, ".");
  const std::size_t point = digits.find('.');
  while (digits.back() == '0' && digits.size() > point + 3) digits.pop_back();
  return (amount < 0 ? "-" : "") + digits;
}

template <typename Kind>
std::optional<std::int64_t> count_of(const std::optional<Quantity<Kind>>& quantity) {
  return quantity ? std::optional{quantity->count()} : std::nullopt;
}

CostOfCall explained(const StoredCall& stored, const Bill& bill) {
  constexpr std::array<const char*, 3> kBillings{"api", "subscription", "local"};
  const CallRecord& call = stored.call;
  CostOfCall cost{.call_id = stored.call_id,
                  .price = stored.rates,
                  .lines = {},
                  .list_nano = count_of(bill.total),
                  .billed_nano = count_of(billed(call)),
                  .provider_nano = count_of(call.facts.usage.provider_cost),
                  .billing = kBillings.at(static_cast<std::size_t>(call.billing))};
  for (const BillLine& line : bill.lines())
    cost.lines.push_back(
        {std::string{name_of(line.item)}, line.quantity, line.rate, exact_usd(line.amount), is_use(line.item)});
  return cost;
}

}  // namespace

Result<RepriceReport> reprice(const std::filesystem::path& directory, const CallFilter& filter, const PriceFiles& files,
                              Reprice mode) {
  auto chosen = chosen_calls(directory, filter);
  if (!chosen) return fail(chosen.error());
  auto database = open_calls(directory, mode);
  if (!database) return fail(database.error());
  auto calls = StoredCalls::prepare(*database, std::move(chosen->condition));
  if (!calls) return fail(calls.error());
  const PriceBook book = load_price_lists(files).book();
  Repricing repricing{book, *calls};
  const SystemTime now = SystemClock{}.wall();
  for (;;) {
    const auto more = mode == Reprice::Write ? write_batch(*database, repricing, chosen->range, now)
                                             : repricing.next(chosen->range, mode, now);
    if (!more) return fail(more.error(), "reprice; what was written before stays");
    if (!*more) return std::move(repricing).report();
  }
}

Result<CostOfCall> cost_of_call(const std::filesystem::path& directory, std::int64_t call_id) {
  auto database = open_calls(directory, Reprice::Look);
  if (!database) return fail(database.error());
  auto calls = StoredCalls::prepare(*database);
  if (!calls) return fail(calls.error());
  const auto found = calls->read({call_id, call_id + 1, std::nullopt}, 1);
  if (!found) return fail(found.error());
  if (found->empty())
    return fail(ErrorCode::NotFound, fmt::format("no call {} with usage is stored; 'tabacus calls --json' names them "
                                                 "(call_id)",
                                                 call_id));
  const StoredCall& stored = found->front();
  if (stored.rates.empty()) return explained(stored, Bill{});
  const auto price = parse_price_row(stored.rates);
  if (!price) return fail(price.error());
  return explained(stored, bill_of(stored.call, *price, upstream_of(stored)));
}

}  // namespace tabacus::analytics
