// why_cache_missed, diff: what explains a call.
#include <array>

#include "analytics/model/miss_sentence.hpp"
#include "analytics/serve/mcp/tool.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics::serve {

extern const Tool kWhyCacheMissed, kDiff;

namespace {

/// A change of a long prompt must not fill the agent's context.
constexpr std::size_t kMostTextBytes = 4096;

constexpr auto kMissFields = std::to_array<Field>({
    {"call_id", FieldType::Integer},
    {"started_at"},
    {"session"},
    {"agent"},
    {"model"},
    {"miss_cause", FieldType::Text,
     "initial, expired, tools_changed, system_changed, history_changed, model_changed, settings_changed, mark_moved, "
     "unknown"},
    {"miss_at", FieldType::Integer, "the first tool, system block or message that differs, from 1"},
    {"idle_s", FieldType::Number, "seconds since the cache was used last"},
    {"missed_tokens", FieldType::Integer, "tokens that the cache had held"},
    {"missed_nano", FieldType::Integer, "what they cost beyond reading them, in billionths of a US dollar"},
    {"cached_tokens", FieldType::Integer, "held by the provider after the call"},
    {"cache_expires_at"},
    {"at_stake_nano", FieldType::Integer, "what losing that would cost"},
});

constexpr auto kCacheFields = std::to_array<Field>({
    {"session"},
    {"agent"},
    {"model"},
    {"call_id", FieldType::Integer},
    {"cached_tokens", FieldType::Integer},
    {"expires_at"},
    {"seconds_left", FieldType::Number},
    {"state", FieldType::Text, "likely_warm, cold; null: nobody promises a time"},
    {"at_stake_nano", FieldType::Integer},
});

constexpr auto kWhyArguments = std::to_array<Argument>(
    {{"call_id", FieldType::Integer, "only this call; without it the last misses of the scope", {}, 0, INT64_MAX},
     kScopeArgument,
     {"limit", FieldType::Integer, "at most so many, the newest first (5)", {}, 1, 100}});

constexpr auto kDiffArguments = std::to_array<Argument>(
    {{"call_id", FieldType::Integer, "the later call; without it the newest of the scope", {}, 0, INT64_MAX},
     {"against",
      FieldType::Integer,
      "the earlier call; without it the one before it of the same session and agent",
      {},
      0,
      INT64_MAX},
     kScopeArgument});

Json why_schema() {
  Json miss = object_schema(kMissFields);
  miss["properties"]["explanation"] = schema_of(FieldType::Text, "the cause in a sentence");
  return answer_schema({{"scope", {{"type", "string"}, {"enum", kScopes}}},
                        {"misses", array_schema(std::move(miss))},
                        {"caches", array_schema(object_schema(kCacheFields),
                                                "what each session, agent and model holds in a cache now")}});
}

std::string plain_text(const Json& value) { return value.is_number_integer() ? value.dump() : std::string{"?"}; }

Result<Json> why(ServeContext& context, const Json& arguments) {
  const auto filter = filter_of(context, arguments);
  if (!filter) return fail(filter.error());
  const Json& id = member(arguments, "call_id");
  const std::int64_t limit = arguments.contains("limit") ? static_cast<std::int64_t>(filter->limit) : 5;
  const std::string in_tab = filter->tab ? fmt::format("tab_id = {}", sql_text(*filter->tab)) : "1";
  const auto found = context.store.ask(
      id.is_number_integer()
          ? fmt::format("SELECT * FROM v_why WHERE call_id = {}", id.get<std::int64_t>())
          : fmt::format("SELECT * FROM v_why WHERE miss_cause IS NOT NULL AND {} ORDER BY call_id DESC LIMIT {}",
                        in_tab, limit));
  if (!found) return fail(found.error());
  Json misses = chosen_rows(*found, kMissFields);
  for (Json& miss : misses) {
    const auto cause = text_member(miss, "miss_cause");
    miss["explanation"] = cause ? Json(miss_sentence(*cause, plain_text(miss["miss_at"]))) : Json(nullptr);
  }
  const auto caches = context.store.ask(
      fmt::format("SELECT * FROM v_cache WHERE call_id IN (SELECT call_id FROM v_calls WHERE {}) ORDER BY call_id DESC "
                  "LIMIT 20",
                  in_tab));
  if (!caches) return fail(caches.error());
  return Json{{"scope", scope_of(context, arguments)},
              {"misses", std::move(misses)},
              {"caches", chosen_rows(*caches, kCacheFields)}};
}

Json diff_schema() {
  Json cell = Json::object();
  cell["anyOf"] = Json::array({{{"type", "string"}}, {{"type", "number"}}, {{"type", "null"}}});
  const Json column = {{"type", "object"},
                       {"properties", {{"name", {{"type", "string"}}}, {"before", cell}, {"after", cell}}}};
  const Json change = {{"type", "object"},
                       {"properties",
                        {{"part", {{"type", "string"}, {"description", "\"tool ls\", \"message 3 (user)\""}}},
                         {"change", {{"type", "string"}, {"enum", {"added", "removed", "changed"}}}},
                         {"before", schema_of(FieldType::Text, {})},
                         {"after", schema_of(FieldType::Text, {})}}}};
  return answer_schema({{"a", {{"type", "integer"}, {"description", "the earlier call"}}},
                        {"b", {{"type", "integer"}, {"description", "the later call"}}},
                        {"columns", array_schema(column, "what was measured and differs")},
                        {"changes", or_null(array_schema(change), "what the requests say differently")},
                        {"changes_missing", schema_of(FieldType::Text, "why the requests could not be compared")}});
}

void cut(Json& text) {
  if (!text.is_string()) return;
  const std::string& whole = text.get_ref<const std::string&>();
  if (whole.size() > kMostTextBytes)
    text = std::string{cut_utf8(whole, kMostTextBytes)} + fmt::format(" … [{} bytes in all]", whole.size());
}

Result<Json> diff(ServeContext& context, const Json& arguments) {
  const auto later = call_of(context, arguments);
  if (!later) return fail(later.error());
  const auto reader = context.store.calls();
  if (!reader) return fail(reader.error());
  const Json& against = member(arguments, "against");
  const auto earlier =
      against.is_number_integer() ? Result<std::int64_t>{against.get<std::int64_t>()} : call_before(**reader, *later);
  if (!earlier) return fail(earlier.error());
  auto difference = context.store.call_difference(*earlier, *later);
  if (!difference) return fail(difference.error());
  for (Json& change : (*difference)["changes"]) {
    change.erase("pieces");
    cut(change["before"]);
    cut(change["after"]);
  }
  return difference;
}

}  // namespace

const Tool kWhyCacheMissed{
    "why_cache_missed",
    "Why the cache was missed",
    "Why prompts were not read from the provider's prompt cache, what that cost, and which caches "
    "are likely warm now. Use it when a call cost more than the one before it.",
    kWhyArguments,
    why_schema,
    why};

const Tool kDiff{"diff",
                 "Difference of two requests",
                 "Compares a call with an earlier one: what was measured, and, where bodies are kept, which tools, "
                 "parameters and messages changed.",
                 kDiffArguments,
                 diff_schema,
                 diff};

}  // namespace tabacus::analytics::serve
