#include "analytics/providers/openai_responses.hpp"

#include <algorithm>
#include <optional>

#include "analytics/providers/openai_decoders.hpp"
#include "analytics/providers/openai_usage.hpp"
#include "analytics/providers/rate_limits.hpp"

namespace tabacus::analytics {

namespace {

constexpr std::size_t kMaxContainers = 64;

/// Zero says nothing that its absence does not.
std::optional<std::int64_t> positive(std::int64_t count) { return count > 0 ? std::optional{count} : std::nullopt; }

bool is_terminal(std::string_view status) {
  return status == "completed" || status == "incomplete" || status == "failed" || status == "cancelled";
}

}  // namespace

bool ResponsesDecoder::ends_response(JsonField event, std::string_view type) {
  constexpr std::string_view kPrefix = "response.";
  if (!type.starts_with(kPrefix)) return false;
  if (is_terminal(type.substr(kPrefix.size()))) return true;
  // Some call the end otherwise ("response.done"). A beginning is none, whatever state it claims.
  const bool begins = type == "response.created" || type == "response.queued" || type == "response.in_progress";
  return !begins && is_terminal(event["response"]["status"].text());
}

void ResponsesDecoder::ItemCounts::add(JsonField item) {
  const std::string_view type = item["type"].text();
  const std::string_view action = item["action"]["type"].text();
  if (type == "function_call" || type == "custom_tool_call" || type == "local_shell_call" || type == "computer_call")
    ++tool_calls;
  else if (type == "web_search_call" && (action.empty() || action == "search"))  // opening a page has no fee
    ++web_searches;
  else if (type == "code_interpreter_call")
    ++code_runs;
  else if (type == "file_search_call")
    ++file_searches;
  else if (type == "image_generation_call")
    ++images;
  const std::string container = item["container_id"].name();
  const bool is_new = !container.empty() && std::ranges::find(containers, container) == containers.end();
  if (is_new && containers.size() < kMaxContainers) containers.push_back(container);
}

void ResponsesDecoder::on_request_body(std::string_view json) {
  JsonReader reader;  // its buffers are the request's size: they go before the stream begins
  take_request(reader.read(json));
}

void ResponsesDecoder::take_request(JsonField body) {
  facts_.model_requested = body["model"].name();
  const JsonField conversation = body["conversation"];
  for (const JsonField id :
       {body["client_metadata"]["session_id"], body["prompt_cache_key"], conversation, conversation["id"]})
    if (facts_.wire_session.empty()) facts_.wire_session = id.name();
}

void ResponsesDecoder::on_event(const SseEvent& event) {
  if (event.data.empty() || event.data == "[DONE]") return;
  JsonReader reader;
  const JsonField data = reader.read(event.data);
  take_event(data, data["type"] ? data["type"].text() : std::string_view{event.name});
}

void ResponsesDecoder::take_event(JsonField event, std::string_view type) {
  if (!event.is_object()) {
    facts_.malformed = true;
    return;
  }
  if (type == "error") {
    facts_.error_type = openai_error_type(event["error"] ? event["error"] : event);
    facts_.finished = true;
  } else if (type == "codex.rate_limits") {
    read_codex_limits(event, facts_.limits);
  } else if (type.ends_with(".delta")) {
    facts_.add_content(event["delta"].text().size());
  } else if (type == "response.output_item.done") {
    items_.add(event["item"]);
    tell_uses();
  } else if (event["response"].is_object()) {
    take_response(event["response"], ends_response(event, type));
  }
  facts_.tool_calls = items_.tool_calls;
}

void ResponsesDecoder::on_response_body(int status, std::string_view json) {
  JsonReader reader;
  const JsonField body = reader.read(json);
  facts_.malformed = !body.is_object();
  facts_.finished = true;
  if (status >= 400) {
    facts_.error_type = openai_error_type(body["error"]);
    read_limits_of_error(body["error"], facts_.limits);
    return;
  }
  if (!facts_.malformed) take_response(body, true);
}

/// The response object, which events repeat: its last state holds. A repeated end changes nothing.
void ResponsesDecoder::take_response(JsonField response, bool ended) {
  replace_name(facts_.response_id, response["id"]);
  replace_name(facts_.model_served, response["model"]);
  replace_name(facts_.usage.service_tier, response["service_tier"]);
  // The provider's own counts of uses, where its usage tells any, come after those of the items.
  if (ended) count_output(response["output"]);
  if (host_names_cost_) read_openrouter_cost(response["usage"], facts_.usage);
  if (read_openai_usage(response["usage"], facts_.usage))
    facts_.usage_state = ended && facts_.usage.doubt.empty() ? UsageState::Measured : UsageState::Partial;
  if (!ended) return;
  facts_.finished = true;
  take_stop(response);
  const JsonField error = response["error"];
  if (facts_.stop_raw == "completed")
    facts_.error_type.clear();  // it went on behind an error
  else if (error.is_object() || (facts_.stop == StopReason::Error && facts_.error_type.empty()))
    facts_.error_type = openai_error_type(error);
}

/// The output repeats the items of the stream. Codex's backend sends it empty: then the items stand.
void ResponsesDecoder::count_output(JsonField output) {
  if (output.front()) {
    items_ = {};
    output.for_each([&](JsonField item) { items_.add(item); });
  }
  facts_.tool_calls = items_.tool_calls;
  tell_uses();
}

/// What was used is owed, whether the answer comes to its end or not.
void ResponsesDecoder::tell_uses() {
  Usage& usage = facts_.usage;
  usage.web_searches = positive(items_.web_searches);
  usage.code_runs = positive(items_.code_runs);
  usage.file_searches = positive(items_.file_searches);
  usage.images_made = positive(items_.images);
  usage.containers = positive(static_cast<std::int64_t>(items_.containers.size()));
  facts_.containers = items_.containers;
}

void ResponsesDecoder::take_stop(JsonField response) {
  const std::string reason = response["incomplete_details"]["reason"].name();
  facts_.stop_raw = reason.empty() ? response["status"].name() : reason;
  if (facts_.stop_raw == "completed")
    facts_.stop = items_.tool_calls > 0 ? StopReason::ToolUse : StopReason::Stop;
  else if (facts_.stop_raw == "max_output_tokens")
    facts_.stop = StopReason::Length;
  else if (facts_.stop_raw == "content_filter")
    facts_.stop = StopReason::ContentFilter;
  else if (facts_.stop_raw == "failed")
    facts_.stop = StopReason::Error;
  facts_.cancelled = facts_.stop_raw == "cancelled";
}

std::unique_ptr<Decoder> make_openai_responses_decoder(std::string_view host) {
  return std::make_unique<ResponsesDecoder>(host);
}

}  // namespace tabacus::analytics
