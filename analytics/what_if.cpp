#include "analytics/api/what_if.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "analytics/price_lists.hpp"
#include "analytics/stored_pricing.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kBatch = 2'000;

/// Adds `from` to `to`; nothing is known of neither only where nothing is known of both.
void move_tokens(std::optional<Tokens>& from, std::optional<Tokens>& to) {
  if (!from) return;
  to = to.value_or(Tokens{}) + *from;
  from.reset();
}

Usage changed(Usage usage, const WhatIf& change) {
  if (!change.tier.empty()) usage.service_tier = change.tier;
  if (change.cache == WhatIf::Cache::OneHour) move_tokens(usage.cache_write_5m, usage.cache_write_1h);
  if (change.cache == WhatIf::Cache::None)
    for (auto* bucket : {&usage.cache_read, &usage.cache_write_5m, &usage.cache_write_1h})
      move_tokens(*bucket, usage.input_uncached);
  return usage;
}

/// Tiers, speeds and regions of the old model mean nothing on another; nor do buckets that its list does not know.
Usage on_another_model(Usage usage, const ModelPrice& price, const WhatIf& change) {
  usage.service_tier = change.tier;
  usage.speed.clear();
  usage.region.clear();
  const Rates& rates = price.standard.base;
  if (!rates.cache_write_1h)
    move_tokens(usage.cache_write_1h, rates.cache_write_5m ? usage.cache_write_5m : usage.input_uncached);
  if (!rates.cache_write_5m) move_tokens(usage.cache_write_5m, usage.input_uncached);
  if (!rates.cache_read) move_tokens(usage.cache_read, usage.input_uncached);
  return usage;
}

class Question {
 public:
  Question(const PriceBook& book, const WhatIf& change, const ModelPrice* other)
      : book_{book}, change_{change}, other_{other} {}

  void add(const StoredCall& stored) {
    const CallRecord& call = stored.call;
    const CallFacts& facts = call.facts;
    const CallPrice own = price_of(call, book_, upstream_of(stored));
    if (call.billing == Billing::Local && other_ == nullptr) return;
    const std::string& name = facts.model_served.empty() ? facts.model_requested : facts.model_served;
    WhatIfModel& model = models_[{call.provider, name}];
    model.provider = call.provider;
    model.model = name;
    const auto before = call.billing == Billing::Local ? std::optional{Nanodollars{0}}
                        : own.price != nullptr         ? charge(facts.usage, *own.price, own.region)
                                                       : std::nullopt;
    const auto after = charge_after(facts.usage, own);
    if (!before || !after) {
      ++model.left_out;
      return;
    }
    ++model.calls;
    model.before_nano += before->count();
    model.after_nano += after->count();
  }

  std::vector<WhatIfModel> models() && {
    std::vector<WhatIfModel> models;
    for (auto& [key, model] : models_) models.push_back(std::move(model));
    std::ranges::stable_sort(models, std::greater{},
                             [](const WhatIfModel& model) { return std::abs(model.after_nano - model.before_nano); });
    return models;
  }

 private:
  [[nodiscard]] std::optional<Nanodollars> charge_after(const Usage& usage, const CallPrice& own) const {
    const Usage other_usage = changed(usage, change_);
    if (other_ != nullptr) return charge(on_another_model(other_usage, *other_, change_), *other_);
    return own.price != nullptr ? charge(other_usage, *own.price, own.region) : std::nullopt;
  }

  const PriceBook& book_;
  const WhatIf& change_;
  const ModelPrice* other_;
  std::map<std::pair<std::string, std::string>, WhatIfModel> models_;
};

/// Who makes models rather than serving those of others.
constexpr std::array<std::string_view, 7> kMakers{"anthropic", "openai",   "gemini", "xai",
                                                  "mistral",   "deepseek", "cohere"};

Result<std::string> provider_of(const PriceLists& lists, const PriceBook& book, const WhatIf& change) {
  if (!change.provider.empty()) return change.provider;
  std::set<std::string> providers;
  for (const PriceTable& table : lists.tables)
    for (const PricedModel& row : table.models)
      if (book.find(row.provider, change.model) != nullptr) providers.insert(row.provider);
  if (providers.size() == 1) return *providers.begin();
  for (const std::string_view maker : kMakers)
    if (providers.contains(std::string{maker})) return std::string{maker};
  if (providers.empty())
    return fail(ErrorCode::NotFound,
                fmt::format("no price list knows the model '{}'; 'tabacus prices show' lists them", change.model));
  return fail(ErrorCode::InvalidInput, fmt::format("'{}' has a price at {}; say whose: --at PROVIDER", change.model,
                                                   join({providers.begin(), providers.end()}, ", ")));
}

}  // namespace

Result<WhatIfReport> what_if(const std::filesystem::path& directory, const CallFilter& filter, const PriceFiles& files,
                             const WhatIf& change) {
  const PriceLists lists = load_price_lists(files);
  const PriceBook book = lists.book();
  WhatIfReport report{.provider = {}, .price_as_of = book.version()->as_of, .models = {}};
  const ModelPrice* other = nullptr;
  if (!change.model.empty()) {
    auto provider = provider_of(lists, book, change);
    if (!provider) return fail(provider.error());
    report.provider = std::move(*provider);
    other = book.find(report.provider, change.model);
    if (other == nullptr)
      return fail(ErrorCode::NotFound, fmt::format("{} has no price of '{}'", report.provider, change.model));
  }
  auto chosen = chosen_calls(directory, filter);
  if (!chosen) return fail(chosen.error());
  auto database = open_to_look(directory);
  if (!database) return fail(database.error());
  auto calls = StoredCalls::prepare(*database, std::move(chosen->condition));
  if (!calls) return fail(calls.error());
  Question question{book, change, other};
  for (;;) {
    const auto batch = calls->read(chosen->range, kBatch);
    if (!batch) return fail(batch.error());
    if (batch->empty()) break;
    for (const StoredCall& stored : *batch) question.add(stored);
    chosen->range.first = batch->back().call_id + 1;
  }
  report.models = std::move(question).models();
  return report;
}

}  // namespace tabacus::analytics
