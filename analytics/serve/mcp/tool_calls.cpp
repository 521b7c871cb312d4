// recent_requests, request_detail, search: single calls.
#include <algorithm>
#include <array>

#include "analytics/api/json.hpp"
#include "analytics/serve/mcp/tool.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics::serve {

extern const Tool kRecentRequests, kRequestDetail, kSearch;

namespace {

constexpr std::size_t kMostBodyBytes = 64 * 1024;

constexpr auto kCallFields = std::to_array<Field>({
    {"call_id", FieldType::Integer, "for request_detail, why_cache_missed and diff"},
    {"started_at"},
    {"tab_title"},
    {"session"},
    {"agent", FieldType::Text, "a sub-agent's id; null: the main agent"},
    {"client"},
    {"project"},
    {"provider"},
    {"api"},
    {"model"},
    {"status", FieldType::Integer, "of HTTP"},
    {"outcome", FieldType::Text, "ok, error, aborted, truncated, refused, lossy, undecoded"},
    {"error_type"},
    {"stop_reason"},
    {"usage_state", FieldType::Text, "measured, partial, estimated, missing"},
    {"input_tokens", FieldType::Integer},
    {"cache_read_tokens", FieldType::Integer},
    {"cache_write_5m_tokens", FieldType::Integer},
    {"cache_write_1h_tokens", FieldType::Integer},
    {"output_tokens", FieldType::Integer},
    {"billing"},
    {"cost_nano", FieldType::Integer, "billed, in billionths of a US dollar"},
    {"equivalent_nano", FieldType::Integer, "by the price list, whoever pays"},
    {"miss_cause", FieldType::Text, "why the cache was missed, where it was"},
    {"waste_kind"},
    {"ttft_ms", FieldType::Number, "until the first token"},
    {"duration_ms", FieldType::Number},
});

constexpr Argument kLimitArgument{"limit", FieldType::Integer, "at most so many, the newest first (10)", {}, 1, 200};

constexpr auto kRecentArguments = std::to_array<Argument>(
    {kScopeArgument,
     kLimitArgument,
     kSinceArgument,
     kSessionArgument,
     {"agent", FieldType::Text, "only this sub-agent, or \"main\""},
     {"model", FieldType::Text, "only models whose name has this in it"},
     {"provider", FieldType::Text, "only this provider"},
     {"project", FieldType::Text, "only calls made in this repository: its name or root"},
     {"status", FieldType::Text, "only this status (\"529\", \"5xx\") or outcome (\"error\")"}});

constexpr auto kDetailArguments = std::to_array<Argument>(
    {kCallArgument,
     kScopeArgument,
     {"with_conversation", FieldType::Flag,
      "also what was said, where bodies are kept (analytics.bodies); secrets are masked, long texts are cut"}});

constexpr auto kSearchArguments =
    std::to_array<Argument>({{"text", FieldType::Text,
                              "what to look for: a part of a model's, provider's, client's, project's, branch's or "
                              "session's name, of an error, "
                              "a request id or a note; and words that were sent or answered, where bodies are indexed"},
                             kScopeArgument,
                             kLimitArgument,
                             kSinceArgument});

Json calls_schema() {
  return answer_schema(
      {{"scope", {{"type", "string"}, {"enum", kScopes}}}, {"requests", array_schema(object_schema(kCallFields))}});
}

Result<CallFilter> limited_filter(const ServeContext& context, const Json& arguments) {
  auto filter = filter_of(context, arguments);
  if (filter && !arguments.contains("limit")) filter->limit = 10;
  if (filter)
    for (const Field& field : kCallFields) filter->columns.push_back(field.name);
  return filter;
}

Result<Json> recent(ServeContext& context, const Json& arguments) {
  const auto filter = limited_filter(context, arguments);
  if (!filter) return fail(filter.error());
  const auto reader = context.store.calls();
  if (!reader) return fail(reader.error());
  const auto calls = (*reader)->calls(*filter);
  if (!calls) return fail(calls.error());
  return Json{{"scope", scope_of(context, arguments)}, {"requests", chosen_rows(*calls, kCallFields)}};
}

Json detail_schema() {
  return answer_schema(
      {{"call", open_schema("the row of v_calls: who, what, when, outcome, tokens, money, times")},
       {"usage", open_schema("the row of v_usage: all that was counted, and the provider's own object")},
       {"why", open_schema("the row of v_why: cache misses, retries, waste, context")},
       {"note", schema_of(FieldType::Text, "what a person wrote to it")},
       {"cost", open_schema("how the cost comes about, line by line")},
       {"conversation", open_schema("tools, messages, parameters and answer")},
       {"conversation_missing", schema_of(FieldType::Text, "why there is no conversation")}});
}

/// Long texts would fill the agent's context; each is cut, and so is their sum.
void cut_texts(Json& value, std::size_t& left) {
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    const std::size_t size = text.size();
    if (size > left) value = std::string{cut_utf8(text, left)} + fmt::format(" … [{} bytes in all]", size);
    left -= std::min(left, size);
  } else if (value.is_structured()) {
    for (Json& each : value) cut_texts(each, left);
  }
}

Result<Json> conversation_in(StoreWindow& store, std::int64_t call_id) {
  const auto bodies = store.bodies();
  if (!bodies) return fail(bodies.error());
  const auto kept = (*bodies)->read(call_id);
  if (!kept) return fail(kept.error());
  auto conversation = parse_json(conversation_json(conversation_of(*kept)));
  if (!conversation) return fail(conversation.error());
  std::size_t left = kMostBodyBytes;
  cut_texts(*conversation, left);
  return conversation;
}

Result<Json> detail(ServeContext& context, const Json& arguments) {
  const auto id = call_of(context, arguments);
  if (!id) return fail(id.error());
  auto found = context.store.call_detail(*id);
  if (!found) return fail(found.error());
  (*found)["conversation"] = nullptr;
  (*found)["conversation_missing"] = "not asked for: with_conversation";
  const Json& wanted = member(arguments, "with_conversation");
  if (!wanted.is_boolean() || !wanted.get<bool>()) return found;
  auto conversation = conversation_in(context.store, *id);
  if (conversation) {
    (*found)["conversation"] = std::move(*conversation);
    (*found)["conversation_missing"] = nullptr;
  } else {
    (*found)["conversation_missing"] = conversation.error().message;
  }
  return found;
}

Json search_schema() {
  Json schema = calls_schema();
  schema["properties"]["bodies_searched"] = {{"type", "boolean"},
                                             {"description", "whether words of bodies were looked for too"}};
  schema["required"].push_back("bodies_searched");
  return schema;
}

Result<Json> search(ServeContext& context, const Json& arguments) {
  const std::string text = text_member(arguments, "text").value_or("");
  if (text.empty()) return fail(ErrorCode::InvalidInput, "argument 'text' is needed: what to look for");
  const auto filter = limited_filter(context, arguments);
  if (!filter) return fail(filter.error());
  const auto found = context.store.search(*filter, text);
  if (!found) return fail(found.error());
  return Json{{"scope", scope_of(context, arguments)},
              {"requests", chosen_rows(found->calls, kCallFields)},
              {"bodies_searched", found->bodies_searched}};
}

}  // namespace

const Tool kRecentRequests{"recent_requests",
                           "Recent requests",
                           "LLM calls, the newest first: model, outcome, tokens, cost, latency, cache miss.",
                           kRecentArguments,
                           calls_schema,
                           recent};

const Tool kRequestDetail{"request_detail",
                          "One request",
                          "All that is known of one LLM call: usage, cost line by line, timing, cache, retries; and on "
                          "request the conversation, where bodies are kept.",
                          kDetailArguments,
                          detail_schema,
                          detail};

const Tool kSearch{"search",
                   "Search requests",
                   "Finds LLM calls by names, ids, errors and notes; and by words of requests and answers where the "
                   "user has those kept and indexed.",
                   kSearchArguments,
                   search_schema,
                   search};

}  // namespace tabacus::analytics::serve
