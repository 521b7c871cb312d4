#include "analytics/pricing/charge.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// Words by which answers say that nothing special was done.
constexpr std::array<std::string_view, 6> kStandardTiers{"",     "standard",  "default",
                                                         "auto", "on_demand", "standard_only"};
constexpr Wide kZeptoPerPico = 1'000'000'000;
constexpr Wide kZeptoPerNano = 1'000 * kZeptoPerPico;

/// How the service tier is priced: by rates of its own, or by a factor on the standard ones.
struct Service {
  const RateCard* card = nullptr;
  std::int64_t per_mille = 1000;
};

/// Per mille; empty where the price names no such factor.
std::optional<std::int64_t> factor(const ModelPrice& price, std::string_view kind, std::string_view name) {
  const auto found = price.per_mille.find(std::string{kind} + std::string{name});
  return found == price.per_mille.end() ? std::nullopt : std::optional{found->second};
}

Service service_of(const ModelPrice& price, std::string_view service_tier) {
  const std::string tier = to_lower_ascii(service_tier);
  if (std::ranges::find(kStandardTiers, tier) != kStandardTiers.end()) return {&price.standard};
  if (const auto special = price.tiers.find(tier); special != price.tiers.end()) return {&special->second};
  if (const auto per_mille = factor(price, "tier:", tier)) return {&price.standard, *per_mille};
  return {};
}

/// A special tier that says nothing of long prompts, where the standard one does, says too little.
bool is_silent_on_long_prompts(const Service& service, const ModelPrice& price, Tokens prompt) {
  const auto& cliffs = price.standard.above;
  const bool is_standard = service.card == &price.standard && service.per_mille == 1000;
  const bool knows = service.card != &price.standard && !service.card->above.empty();
  return !is_standard && !knows && !cliffs.empty() && prompt > cliffs.front().prompt;
}

/// Audio in a prompt that was cached in part, and nobody says which part.
bool is_split_unknown(const Usage& usage) {
  return usage.audio_input && usage.cache_read.value_or(Tokens{}).count() > 0 && !usage.audio_cache_read;
}

/// Writes lines; keeps the first reason why the bill cannot be whole.
class Writer {
 public:
  explicit Writer(Bill& bill) : bill_{bill} {}

  void refuse(Unpriced why) {
    if (bill_.unpriced == Unpriced::No) bill_.unpriced = why;
  }
  void add(BillItem item, std::optional<Tokens> tokens, std::optional<Rate> rate, Unpriced without_rate) {
    if (!tokens || tokens->count() == 0) return;
    if (tokens->count() < 0) return refuse(Unpriced::Contradictory);
    if (tokens->count() > kMaxBucketTokens) return refuse(Unpriced::TooLarge);
    if (!rate) return refuse(without_rate);
    const Wide amount = Wide{tokens->count()} * rate->count() * kZeptoPerPico;
    sum_ += amount;
    bill_.add({item, tokens->count(), rate->count(), amount});
  }
  /// What is left of a bucket once its parts are priced apart. Parts beyond the bucket would be billed twice.
  void add_rest(BillItem item, std::optional<Tokens> bucket, Tokens priced_apart, std::optional<Rate> rate,
                Unpriced without_rate) {
    const Tokens whole = bucket.value_or(Tokens{});
    if (priced_apart > whole) return refuse(Unpriced::Contradictory);
    add(item, whole - priced_apart, rate, without_rate);
  }
  void multiply(BillItem item, std::int64_t per_mille) {
    if (per_mille == 1000 || sum_ == 0) return;
    const Wide before = sum_;
    sum_ = sum_ / 1000 * per_mille;  // exact: every amount holds the thousand of each factor
    bill_.add({item, 0, per_mille, sum_ - before});
  }
  void add_fee(BillItem item, std::int64_t uses, Nanodollars each) {
    bill_.add({item, uses, each.count(), Wide{uses} * each.count() * kZeptoPerNano});
    fees_ += Wide{uses} * each.count();
  }
  /// The one rounding: half up, of the tokens' bill.
  void finish() {
    if (bill_.unpriced != Unpriced::No) return;
    const Wide tokens = (sum_ + kZeptoPerNano / 2) / kZeptoPerNano;
    if (tokens + fees_ > std::numeric_limits<std::int64_t>::max()) return refuse(Unpriced::TooLarge);
    if (const Wide rest = tokens * kZeptoPerNano - sum_; rest != 0) bill_.add({BillItem::Rounding, 0, 0, rest});
    bill_.fees = Nanodollars{static_cast<std::int64_t>(fees_)};
    bill_.total = Nanodollars{static_cast<std::int64_t>(tokens + fees_)};
  }

 private:
  Bill& bill_;
  Zeptodollars sum_ = 0;
  Wide fees_ = 0;  // nanodollars
};

void add_input(Writer& writer, const Usage& usage, const Rates& rates) {
  const Tokens audio = usage.audio_input.value_or(Tokens{});
  const Tokens cached_audio = usage.audio_cache_read.value_or(Tokens{});
  // Image tokens are input like any other unless the table says otherwise.
  const Tokens image = rates.image_input ? usage.image_input.value_or(Tokens{}) : Tokens{};
  writer.add_rest(BillItem::Input, usage.input_uncached, audio + image, rates.input, Unpriced::NoInputRate);
  writer.add(BillItem::ImageInput, image, rates.image_input, Unpriced::NoInputRate);
  writer.add(BillItem::AudioInput, audio, rates.audio_input, Unpriced::NoAudioInputRate);
  writer.add_rest(BillItem::CacheRead, usage.cache_read, cached_audio, rates.cache_read, Unpriced::NoCacheReadRate);
  writer.add(BillItem::AudioCacheRead, cached_audio, rates.audio_cache_read, Unpriced::NoAudioCacheRate);
  writer.add(BillItem::CacheWrite5m, usage.cache_write_5m, rates.cache_write_5m, Unpriced::NoCacheWrite5mRate);
  writer.add(BillItem::CacheWrite1h, usage.cache_write_1h, rates.cache_write_1h, Unpriced::NoCacheWrite1hRate);
}

void add_output(Writer& writer, const Usage& usage, const Rates& rates) {
  const Tokens audio = usage.audio_output.value_or(Tokens{});
  const Tokens reasoning = rates.reasoning ? usage.output_reasoning.value_or(Tokens{}) : Tokens{};
  writer.add_rest(BillItem::Output, usage.output_total, audio + reasoning, rates.output, Unpriced::NoOutputRate);
  writer.add(BillItem::Reasoning, reasoning, rates.reasoning, Unpriced::NoOutputRate);
  writer.add(BillItem::AudioOutput, audio, rates.audio_output, Unpriced::NoAudioOutputRate);
}

/// A count that no bill can hold.
bool is_beyond(Writer& writer, std::int64_t uses) {
  if (uses < 0) writer.refuse(Unpriced::Contradictory);
  if (uses > kMaxBucketTokens) writer.refuse(Unpriced::TooLarge);
  return uses < 0 || uses > kMaxBucketTokens;
}

void add_searches(Writer& writer, const Usage& usage, const ModelPrice& price) {
  const std::int64_t searches = usage.web_searches.value_or(0);
  if (searches == 0 || is_beyond(writer, searches)) return;
  if (!price.web_search) return writer.refuse(Unpriced::NoSearchFee);
  writer.add_fee(BillItem::WebSearch, price.web_search_is_per_prompt ? 1 : searches, *price.web_search);
}

void add_fees(Writer& writer, const Usage& usage, const ModelPrice& price) {
  add_searches(writer, usage, price);
  for (std::size_t i = 0; i < kBilledUses.size(); ++i) {
    const std::int64_t uses = (usage.*kBilledUses[i].uses).value_or(0);
    if (uses == 0 || is_beyond(writer, uses)) continue;
    const auto item = static_cast<BillItem>(static_cast<std::size_t>(BillItem::CodeRun) + i);
    if (const auto fee = price.fees.find(kBilledUses[i].name); fee != price.fees.end())
      writer.add_fee(item, uses, fee->second);
    else if (item != BillItem::CodeRun)  // billed by the run only where a row says so, else by the machine
      writer.refuse(Unpriced::NoToolFee);
  }
}

bool is_standard_speed(std::string_view speed) { return speed.empty() || speed == "standard"; }

}  // namespace

std::string_view name_of(BillItem item) {
  constexpr std::array<std::string_view, 14> kNames{
      "input",          "image_input",    "audio_input", "cache_read", "audio_cache_read",
      "cache_write_5m", "cache_write_1h", "output",      "reasoning",  "audio_output",
      "tier",           "speed",          "region",      "web_search"};
  if (item == BillItem::Rounding) return "rounding";
  const auto number = static_cast<std::size_t>(item);
  return number < kNames.size() ? kNames.at(number) : kBilledUses.at(number - kNames.size()).name;
}

Bill bill(const Usage& usage, const ModelPrice& price, std::string_view region) {
  Bill bill;
  Writer writer{bill};
  const Service service = service_of(price, usage.service_tier);
  const auto speed =
      is_standard_speed(usage.speed) ? std::optional<std::int64_t>{1000} : factor(price, "speed:", usage.speed);
  const auto prompt = usage.prompt_total();
  if (service.card == nullptr) writer.refuse(Unpriced::UnknownTier);
  if (!speed) writer.refuse(Unpriced::UnknownSpeed);
  if (!usage.input_uncached && (prompt || usage.output_total)) writer.refuse(Unpriced::PromptUnknown);
  if (is_split_unknown(usage)) writer.refuse(Unpriced::SplitUnknown);
  if (bill.unpriced != Unpriced::No) return bill;
  if (is_silent_on_long_prompts(service, price, prompt.value_or(Tokens{}))) writer.refuse(Unpriced::LongPromptTier);

  const Rates rates = service.card->for_prompt(prompt.value_or(Tokens{}));
  add_input(writer, usage, rates);
  add_output(writer, usage, rates);
  writer.multiply(BillItem::Tier, service.per_mille);
  writer.multiply(BillItem::Speed, *speed);
  const std::string_view place = usage.region.empty() ? region : std::string_view{usage.region};
  // A region without a factor has no surcharge.
  if (!place.empty()) writer.multiply(BillItem::Region, factor(price, "region:", place).value_or(1000));
  add_fees(writer, usage, price);
  writer.finish();
  return bill;
}

std::optional<Nanodollars> charge(const Usage& usage, const ModelPrice& price, std::string_view region) {
  return bill(usage, price, region).total;
}

std::optional<Nanodollars> saved_by_cache(const Usage& usage, const ModelPrice& price, std::string_view region) {
  return saved_by_cache(usage, price, region, charge(usage, price, region));
}

std::optional<Nanodollars> saved_by_cache(const Usage& usage, const ModelPrice& price, std::string_view region,
                                          std::optional<Nanodollars> cost) {
  if (!cost) return std::nullopt;
  Usage uncached = usage;
  uncached.input_uncached = usage.prompt_total();
  if (usage.audio_cache_read) uncached.audio_input = usage.audio_input.value_or(Tokens{}) + *usage.audio_cache_read;
  uncached.audio_cache_read.reset();
  uncached.cache_read = uncached.cache_write_5m = uncached.cache_write_1h = std::nullopt;
  const auto without_cache = charge(uncached, price, region);
  if (!without_cache) return std::nullopt;
  return *without_cache - *cost;
}

}  // namespace tabacus::analytics
