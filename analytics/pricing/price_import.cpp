#include "analytics/pricing/price_import.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "base/utf8.hpp"

namespace tabacus::analytics {
namespace {

using Json = nlohmann::json;

constexpr int kMaxDepth = 12;
constexpr std::size_t kMaxNameBytes = 256;
constexpr std::size_t kMaxRefusedListed = 10;
constexpr double kPicoPerDollar = 1e12;
constexpr double kPicoPerTokenOfDollarsPerMillion = 1e6;

Json parse_bounded(std::string_view text) {
  bool is_too_deep = false;
  const auto callback = [&](int depth, Json::parse_event_t, Json&) {
    is_too_deep = is_too_deep || depth > kMaxDepth;
    return !is_too_deep;
  };
  Json root = Json::parse(text, callback, false);
  return is_too_deep ? Json{Json::value_t::discarded} : root;
}

/// Whose rows go where: their name for a provider, ours, and what their model names begin with.
struct ProviderName {
  std::string_view theirs;
  std::string_view ours;
  std::string_view prefix = {};
};
constexpr std::array kLiteLlm{
    ProviderName{"anthropic", "anthropic"},
    ProviderName{"openai", "openai"},
    ProviderName{"gemini", "gemini", "gemini/"},
    ProviderName{"vertex_ai-language-models", "vertex", "vertex_ai/"},
    ProviderName{"vertex_ai-anthropic_models", "vertex", "vertex_ai/"},
    ProviderName{"vertex_ai-mistral_models", "vertex", "vertex_ai/"},
    ProviderName{"vertex_ai-openai_models", "vertex", "vertex_ai/"},
    ProviderName{"vertex_ai-qwen_models", "vertex", "vertex_ai/"},
    ProviderName{"vertex_ai-deepseek_models", "vertex", "vertex_ai/"},
    ProviderName{"deepseek", "deepseek", "deepseek/"},
    ProviderName{"moonshot", "moonshot", "moonshot/"},
    ProviderName{"xai", "xai", "xai/"},
    ProviderName{"mistral", "mistral", "mistral/"},
    ProviderName{"groq", "groq", "groq/"},
    ProviderName{"openrouter", "openrouter", "openrouter/"},
    ProviderName{"dashscope", "dashscope", "dashscope/"},
    ProviderName{"azure", "azure", "azure/"},
    ProviderName{"bedrock", "bedrock"},
    ProviderName{"bedrock_converse", "bedrock"},
};
constexpr std::array kModelsDev{
    ProviderName{"anthropic", "anthropic"},
    ProviderName{"openai", "openai"},
    ProviderName{"google", "gemini"},
    ProviderName{"google-vertex", "vertex"},
    ProviderName{"google-vertex-anthropic", "vertex"},
    ProviderName{"deepseek", "deepseek"},
    ProviderName{"moonshotai", "moonshot"},
    ProviderName{"xai", "xai"},
    ProviderName{"mistral", "mistral"},
    ProviderName{"groq", "groq"},
    ProviderName{"openrouter", "openrouter"},
    ProviderName{"alibaba", "dashscope"},
    ProviderName{"azure", "azure"},
    ProviderName{"amazon-bedrock", "bedrock"},
};

/// One row of theirs while it is read; the first thing wrong with it is kept.
class ForeignRow {
 public:
  ForeignRow(const Json& fields, double scale) : fields_{fields}, scale_{scale} {}

  /// A price as whole picodollars per token; empty where the field is absent or null.
  std::optional<Rate> rate(const std::string& field) {
    const auto at = fields_.find(field);
    if (at == fields_.end() || at->is_null()) return std::nullopt;
    const double pico = at->is_number() ? at->get<double>() * scale_ : -1;
    if (pico >= 0 && pico <= static_cast<double>(kMaxRate)) return Rate{std::llround(pico)};  // NaN fails too
    if (wrong_.empty()) wrong_ = fmt::format("\"{}\" is no price", field);
    return std::nullopt;
  }
  std::optional<Tokens> tokens(const std::string& field) const {
    const auto at = fields_.find(field);
    if (at == fields_.end() || !at->is_number()) return std::nullopt;
    const double count = at->get<double>();
    if (!(count > 0 && count <= 1e9)) return std::nullopt;
    return Tokens{std::llround(count)};
  }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

 private:
  const Json& fields_;
  double scale_;
  std::string wrong_;
};

/// A rate of nothing beside an input that costs is how they write that there is none.
void drop_free_buckets(Rates& rates) {
  if (!rates.input || rates.input->count() == 0) return;
  for (const auto member : {&Rates::cache_read, &Rates::cache_write_5m, &Rates::cache_write_1h})
    if ((rates.*member).value_or(Rate{1}).count() == 0) (rates.*member).reset();
}

struct FieldName {
  std::optional<Rate> Rates::*member;
  const char* field;
};
constexpr std::array kLiteLlmRates{FieldName{&Rates::input, "input_cost_per_token"},
                                   FieldName{&Rates::output, "output_cost_per_token"},
                                   FieldName{&Rates::reasoning, "output_cost_per_reasoning_token"},
                                   FieldName{&Rates::cache_read, "cache_read_input_token_cost"},
                                   FieldName{&Rates::cache_write_5m, "cache_creation_input_token_cost"},
                                   FieldName{&Rates::cache_write_1h, "cache_creation_input_token_cost_above_1hr"},
                                   FieldName{&Rates::audio_input, "input_cost_per_audio_token"},
                                   FieldName{&Rates::audio_output, "output_cost_per_audio_token"},
                                   FieldName{&Rates::audio_cache_read, "cache_read_input_audio_token_cost"},
                                   FieldName{&Rates::image_input, "input_cost_per_image_token"}};

Rates litellm_rates(ForeignRow& row, const std::string& suffix) {
  Rates rates;
  for (const auto& [member, field] : kLiteLlmRates) rates.*member = row.rate(field + suffix);
  drop_free_buckets(rates);
  return rates;
}

bool has_any(const Rates& rates) {
  return std::ranges::any_of(kRateNames, [&](const RateName& name) { return (rates.*name.member).has_value(); });
}

void read_litellm_cliffs(ForeignRow& row, const std::string& suffix, RateCard& card) {
  for (const int thousands : {32, 128, 200, 256, 272}) {
    const Rates above = litellm_rates(row, fmt::format("_above_{}k_tokens{}", thousands, suffix));
    if (has_any(above)) card.above.push_back({Tokens{thousands * 1000}, above});
  }
}

ModelPrice litellm_price(ForeignRow& row) {
  ModelPrice price;
  price.standard.base = litellm_rates(row, "");
  read_litellm_cliffs(row, "", price.standard);
  for (const auto& [tier, suffix] :
       {std::pair{"batch", "_batches"}, std::pair{"flex", "_flex"}, std::pair{"priority", "_priority"}}) {
    RateCard card{.base = litellm_rates(row, suffix), .above = {}};
    if (!card.base.input) continue;
    read_litellm_cliffs(row, suffix, card);
    price.tiers.emplace(tier, std::move(card));
  }
  price.context_window = row.tokens("max_input_tokens");
  price.max_output = row.tokens("max_output_tokens");
  return price;
}

ModelPrice models_dev_price(ForeignRow& cost, const Json& model, ForeignRow* above_200k) {
  constexpr std::array kFields{FieldName{&Rates::input, "input"},
                               FieldName{&Rates::output, "output"},
                               FieldName{&Rates::reasoning, "reasoning"},
                               FieldName{&Rates::cache_read, "cache_read"},
                               FieldName{&Rates::cache_write_5m, "cache_write"},
                               FieldName{&Rates::audio_input, "input_audio"},
                               FieldName{&Rates::audio_output, "output_audio"}};
  ModelPrice price;
  const auto read = [&](ForeignRow& row) {
    Rates rates;
    for (const auto& [member, field] : kFields) rates.*member = row.rate(field);
    drop_free_buckets(rates);
    return rates;
  };
  price.standard.base = read(cost);
  if (above_200k != nullptr) price.standard.above.push_back({Tokens{200'000}, read(*above_200k)});
  if (const auto limit = model.find("limit"); limit != model.end() && limit->is_object()) {
    const ForeignRow limits{*limit, 1};
    price.context_window = limits.tokens("context");
    price.max_output = limits.tokens("output");
  }
  return price;
}

class Importer {
 public:
  Importer(const PriceBook& known, std::string form) : known_{known} { imported_.form = std::move(form); }

  void leave_out() { ++imported_.left_out; }
  void refuse(std::string_view name, std::string_view why) {
    ++imported_.refused_count;
    if (imported_.refused.size() < kMaxRefusedListed)
      imported_.refused.push_back(fmt::format("{}: {}", display_safe(name.substr(0, kMaxNameBytes)), why));
  }
  void add(std::string_view provider, std::string_view model, ModelPrice price, const std::string& wrong) {
    if (!wrong.empty()) return refuse(model, wrong);
    if (model.empty() || model.size() > kMaxNameBytes || display_safe(model) != model)
      return refuse(model, "it has no usable name");
    // Neither input nor output at a price: how they write that they know none, or that it is not sold by the token.
    const Rates& base = price.standard.base;
    if (!base.input || (base.input->count() == 0 && base.output.value_or(Rate{}).count() == 0)) return leave_out();
    if (!seen_.emplace(provider, model).second) return refuse(model, "it stands there twice");
    keep_what_they_do_not_say(provider, model, price);
    imported_.table.models.push_back({std::string{provider}, std::string{model}, std::move(price)});
  }
  Result<ImportedPrices> finish() {
    if (!imported_.table.models.empty()) return std::move(imported_);
    std::string message = fmt::format("read price list of {}: none of its rows can be used", imported_.form);
    if (!imported_.refused.empty()) message += "; " + imported_.refused.front();
    return fail(ErrorCode::InvalidInput, message);
  }

 private:
  void keep_what_they_do_not_say(std::string_view provider, std::string_view model, ModelPrice& price) const {
    const ModelPrice* before = known_.find(provider, model);
    if (before == nullptr) return;
    price.per_mille = before->per_mille;
    price.web_search = before->web_search;
    price.web_search_is_per_prompt = before->web_search_is_per_prompt;
    price.fees = before->fees;
    if (!price.context_window) price.context_window = before->context_window;
    if (!price.max_output) price.max_output = before->max_output;
  }

  const PriceBook& known_;
  std::set<std::pair<std::string, std::string>> seen_;
  ImportedPrices imported_;
};

template <std::size_t N>
const ProviderName* named(const std::array<ProviderName, N>& names, std::string_view theirs) {
  const auto found = std::ranges::find(names, theirs, &ProviderName::theirs);
  return found == names.end() ? nullptr : &*found;
}

std::string text_of(const Json& object, const char* field) {
  const auto at = object.find(field);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string{};
}

Result<ImportedPrices> import_litellm(const Json& root, const PriceBook& known) {
  Importer importer{known, "LiteLLM"};
  for (const auto& [key, fields] : root.items()) {
    const ProviderName* provider = fields.is_object() ? named(kLiteLlm, text_of(fields, "litellm_provider")) : nullptr;
    const bool is_template = key == "sample_spec";
    if (provider == nullptr || is_template) {
      importer.leave_out();
      continue;
    }
    std::string_view model{key};
    if (model.starts_with(provider->prefix)) model.remove_prefix(provider->prefix.size());
    // A region or an image size in front of the name is another product.
    if (provider->prefix.empty() && model.find('/') != std::string_view::npos) {
      importer.leave_out();
      continue;
    }
    ForeignRow row{fields, kPicoPerDollar};
    ModelPrice price = litellm_price(row);
    importer.add(provider->ours, model, std::move(price), row.wrong());
  }
  return importer.finish();
}

Result<ImportedPrices> import_models_dev(const Json& root, const PriceBook& known) {
  Importer importer{known, "models.dev"};
  for (const auto& [theirs, provider] : root.items()) {
    const ProviderName* ours = named(kModelsDev, theirs);
    const auto models = provider.is_object() ? provider.find("models") : provider.end();
    if (ours == nullptr || models == provider.end() || !models->is_object()) {
      importer.leave_out();
      continue;
    }
    for (const auto& [name, model] : models->items()) {
      const auto cost = model.is_object() ? model.find("cost") : model.end();
      if (cost == model.end() || !cost->is_object()) {
        importer.leave_out();
        continue;
      }
      ForeignRow row{*cost, kPicoPerTokenOfDollarsPerMillion};
      const auto above = cost->find("context_over_200k");
      const bool has_cliff = above != cost->end() && above->is_object();
      ForeignRow long_row{has_cliff ? *above : *cost, kPicoPerTokenOfDollarsPerMillion};
      ModelPrice price = models_dev_price(row, model, has_cliff ? &long_row : nullptr);
      importer.add(ours->ours, name, std::move(price), row.wrong().empty() ? long_row.wrong() : row.wrong());
    }
  }
  return importer.finish();
}

bool some_row_has(const Json& root, const char* field) {
  for (const Json& row : root)
    if (row.is_object() && row.contains(field)) return true;
  return false;
}

}  // namespace

Result<ImportedPrices> import_prices(std::string_view json, const PriceBook& known) {
  if (json.size() > kMaxPriceFileBytes)
    return fail(ErrorCode::InvalidInput, fmt::format("read price list: it has more than {} bytes", kMaxPriceFileBytes));
  const Json root = parse_bounded(json);
  if (!root.is_object())
    return fail(ErrorCode::InvalidInput, "read price list: it is no JSON object, or nested too deep");
  if (!root.contains("providers") && some_row_has(root, "litellm_provider")) return import_litellm(root, known);
  if (!root.contains("providers") && some_row_has(root, "models")) return import_models_dev(root, known);
  auto table = parse_price_table(json);
  if (!table) return fail(table.error());
  if (table->models.empty()) return fail(ErrorCode::InvalidInput, "read price table: it has no rows");
  return ImportedPrices{
      .table = std::move(*table), .form = "tabacus", .left_out = 0, .refused = {}, .refused_count = 0};
}

}  // namespace tabacus::analytics
