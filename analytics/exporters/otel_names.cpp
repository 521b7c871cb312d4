#include "analytics/exporters/otel_names.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <span>

#include "base/json_text.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

using Name = std::pair<std::string_view, std::string_view>;

// Where the conventions have another name for it.
constexpr std::array kProviders{Name{"azure", "azure.ai.openai"}, Name{"bedrock", "aws.bedrock"},
                                Name{"gemini", "gcp.gemini"},     Name{"vertex", "gcp.vertex_ai"},
                                Name{"mistral", "mistral_ai"},    Name{"xai", "x_ai"}};
constexpr std::array kOperations{Name{"generate_content", "generate_content"}, Name{"live", "generate_content"},
                                 Name{"embeddings", "embeddings"}, Name{"completions", "text_completion"}};
constexpr std::array kApiTypes{Name{"chat", "chat_completions"}, Name{"responses", "responses"}};
constexpr int kClient = 3;  // SPAN_KIND_CLIENT
constexpr int kError = 2;   // STATUS_CODE_ERROR

std::string_view named(std::span<const Name> names, std::string_view name, std::string_view otherwise) {
  const auto found = std::ranges::find(names, name, &Name::first);
  return found != names.end() ? found->second : otherwise;
}

std::string hex_of(std::span<const unsigned char> bytes) {
  std::string hex;
  for (const unsigned char byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

/// The caller's own, else one for each session, the same whenever it is asked for.
std::string trace_of(const ExportedCall& call) {
  if (const std::string_view told = call.text("trace_id"); !told.empty()) return std::string{told};
  const std::string_view session = call.text("session");
  const std::string key = fmt::format("{}\n{}", session.empty() ? call.text("tab_id") : session, call.text("client"));
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  ::SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
  return hex_of(std::span{digest}.first(16));
}

std::optional<std::int64_t> cache_writes(const ExportedCall& call) {
  const auto short_lived = call.integer("cache_write_5m_tokens");
  const auto long_lived = call.integer("cache_write_1h_tokens");
  if (!short_lived && !long_lived) return std::nullopt;
  return short_lived.value_or(0) + long_lived.value_or(0);
}

std::string attributes_of(const ExportedCall& call, const std::string& error, OtelPlaces places) {
  OtelAttributes all;
  all.text("gen_ai.operation.name", otel_operation(call.text("api")));
  all.text("gen_ai.provider.name", otel_provider(call.text("provider")));
  all.text("gen_ai.request.model", call.text("model_requested"));
  if (call.text("transport") == "sse") all.flag("gen_ai.request.stream", true);
  all.text("gen_ai.response.model", call.text("model"));
  all.text("gen_ai.response.id", call.text("response_id"));
  all.texts("gen_ai.response.finish_reasons", call.text("stop_reason"));
  if (const auto first = call.real("ttft_ms")) all.real("gen_ai.response.time_to_first_chunk", *first / 1000);
  all.text("gen_ai.conversation.id", call.text("session"));
  all.text("gen_ai.agent.id", call.text("agent"));
  all.integer("gen_ai.usage.input_tokens", call.integer("prompt_tokens"));
  all.integer("gen_ai.usage.cache_read.input_tokens", call.integer("cache_read_tokens"));
  all.integer("gen_ai.usage.cache_creation.input_tokens", cache_writes(call));
  all.integer("gen_ai.usage.output_tokens", call.integer("output_tokens"));
  all.integer("gen_ai.usage.reasoning.output_tokens", call.integer("reasoning_tokens"));
  all.text("openai.api.type", named(kApiTypes, call.text("api"), ""));
  const auto [address, port] = otel_server(call.text("host"));
  all.text("server.address", address);
  all.integer("server.port", port);
  all.text("error.type", error);
  all.integer("http.response.status_code", call.integer("status"));
  all.text("tabacus.tab.id", call.text("tab_id"));
  all.text("tabacus.client.name", call.text("client"));
  all.text("tabacus.billing", call.text("billing"));
  all.text("tabacus.usage.state", call.text("usage_state"));
  all.integer("tabacus.cost.nano_usd", call.integer("cost_nano"));
  all.integer("tabacus.cost.equiv_nano_usd", call.integer("equivalent_nano"));
  all.integer("tabacus.cache.w1h_tokens", call.integer("cache_write_1h_tokens"));
  all.integer("tabacus.overhead_us", call.integer("overhead_us"));
  if (places == OtelPlaces::Told) {
    all.text("tabacus.project", call.text("project"));
    all.text("tabacus.branch", call.text("branch"));
  }
  return all.json();
}

}  // namespace

std::string_view otel_operation(std::string_view api) { return named(kOperations, api, "chat"); }

std::string_view otel_provider(std::string_view provider) {
  return provider.empty() ? "_OTHER" : named(kProviders, provider, provider);
}

std::string otel_error(const ExportedCall& call) {
  if (call.text("outcome") == "ok") return {};
  if (!call.text("error_type").empty()) return std::string{call.text("error_type")};
  const auto status = call.integer("status");
  return status && *status >= 400 ? fmt::format("{}", *status) : std::string{call.text("outcome")};
}

std::string_view otel_model(const ExportedCall& call) {
  const std::string_view asked = call.text("model_requested");
  return asked.empty() ? call.text("model") : asked;
}

std::pair<std::string_view, std::optional<std::int64_t>> otel_server(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const bool is_bare_v6 = host.find(':') != colon && !host.starts_with('[');
  if (colon == std::string_view::npos || is_bare_v6 || host.ends_with(']')) return {host, std::nullopt};
  return {host.substr(0, colon), parse_int(host.substr(colon + 1))};
}

std::string otel_span(const ExportedCall& call, OtelPlaces places, std::string_view more) {
  const std::int64_t id = call.integer("call_id").value_or(0);
  const std::int64_t began_us = id / 8;  // a call's number is its time
  const auto took_us = std::llround(call.real("duration_ms").value_or(0) * 1000);
  const std::string error = otel_error(call);
  const std::string_view parent = call.text("parent_id");
  const std::string_view model = otel_model(call);
  const std::string_view operation = otel_operation(call.text("api"));
  return fmt::format(
      R"({{"traceId":"{}","spanId":"{:016x}",{}"name":{},"kind":{},"startTimeUnixNano":"{}000","endTimeUnixNano":"{}000",)"
      R"("attributes":[{}{}{}],"status":{{{}}}}})",
      trace_of(call), static_cast<std::uint64_t>(id),
      parent.empty() ? std::string{} : fmt::format(R"("parentSpanId":"{}",)", parent),
      json_quoted(model.empty() ? std::string{operation} : fmt::format("{} {}", operation, model)), kClient, began_us,
      began_us + took_us, attributes_of(call, error, places), more.empty() ? "" : ",", more,
      error.empty() ? std::string{} : fmt::format(R"("code":{})", kError));
}

void OtelAttributes::begin(std::string_view key) {
  if (!json_.empty()) json_ += ',';
  (((json_ += R"({"key":")") += key) += R"(","value":{)");
}

void OtelAttributes::text(std::string_view key, std::string_view value) {
  if (value.empty()) return;
  begin(key);
  ((json_ += R"("stringValue":)") += json_quoted(value)) += "}}";
}

void OtelAttributes::texts(std::string_view key, std::string_view value) {
  if (value.empty()) return;
  begin(key);
  ((json_ += R"("arrayValue":{"values":[{"stringValue":)") += json_quoted(value)) += "}]}}}";
}

/// The protocol's integers are texts in JSON.
void OtelAttributes::integer(std::string_view key, const std::optional<std::int64_t>& value) {
  if (!value) return;
  begin(key);
  fmt::format_to(std::back_inserter(json_), R"("intValue":"{}"}}}})", *value);
}

void OtelAttributes::real(std::string_view key, const std::optional<double>& value) {
  if (!value || !std::isfinite(*value)) return;
  begin(key);
  fmt::format_to(std::back_inserter(json_), R"("doubleValue":{}}}}})", *value);
}

void OtelAttributes::flag(std::string_view key, bool value) {
  begin(key);
  fmt::format_to(std::back_inserter(json_), R"("boolValue":{}}}}})", value);
}

}  // namespace tabacus::analytics
