#include "analytics/sinks/otlp_payload.hpp"

#include <nlohmann/json.hpp>

#include "analytics/exporters/otel_names.hpp"
#include "analytics/sinks/gzip.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics::sinks {
namespace {

std::string resource_of(const TelemetryOptions& options) {
  OtelAttributes attributes;
  attributes.text("service.name", "tabacus");
  attributes.text("service.version", options.version);
  attributes.text("service.instance.id", fmt::format("{}@{}", options.user_name, options.host_name));
  attributes.text("host.name", options.host_name);
  attributes.text("user.name", options.user_name);
  return attributes.json();
}

HttpFields with_form(HttpFields fields, bool packs) {
  fields.emplace_back("Content-Type", "application/json");
  if (packs) fields.emplace_back("Content-Encoding", "gzip");
  return fields;
}

// Integers of 64 bits are texts in this form of JSON; some receivers write them as numbers all the same.
std::int64_t count_at(const nlohmann::json& object, std::string_view key) {
  const auto found = object.find(key);
  if (found == object.end()) return 0;
  if (found->is_number_integer()) return found->get<std::int64_t>();
  return found->is_string() ? parse_int(found->get_ref<const std::string&>()).value_or(0) : 0;
}

Verdict of_success(const HttpReply& reply, std::string_view rejected) {
  const auto answer = nlohmann::json::parse(reply.body, nullptr, /*allow_exceptions=*/false);
  const auto partial = answer.is_object() ? answer.find("partialSuccess") : answer.end();
  if (!answer.is_object() || partial == answer.end() || !partial->is_object()) return {};
  Verdict verdict{.refused = count_at(*partial, rejected)};
  const auto message = partial->find("errorMessage");
  if (message != partial->end() && message->is_string())
    verdict.why = display_safe(message->get_ref<const std::string&>());
  return verdict;
}

}  // namespace

OtlpPayload::OtlpPayload(const TelemetryOptions& options, HttpFields headers)
    : resource_{resource_of(options)},
      version_{options.version},
      fields_{with_form(std::move(headers), options.otlp_gzip)},
      packs_{options.otlp_gzip},
      tells_places_{options.tells_places} {}

HttpPost OtlpPayload::post(std::string_view target, std::string_view kind, std::string_view items) const {
  std::string body =
      fmt::format(R"({{"resource{0}":[{{"resource":{{"attributes":[{1}]}},"schemaUrl":"{2}","scope{0}":[{{"scope":)"
                  R"({{"name":"tabacus","version":{3}}},"schemaUrl":"{2}","{4}":[)",
                  kind, resource_, kOtelSchema, json_quoted(version_), to_lower_ascii(kind));
  body.append(items).append("]}]}]}");
  return {std::string{target}, fields_, packs_ ? gzip_of(body) : std::move(body)};
}

/// Source: OTLP/HTTP Response, "Failures": of the others it says that what they refuse must not be sent again, yet what
/// they most often mean is a wrong key or path, which someone will mend.
Verdict otlp_verdict(const HttpReply& reply, std::string_view rejected, SystemTime now) {
  if (reply.status >= 200 && reply.status < 300) return of_success(reply, rejected);
  const bool is_about_content = reply.status == 400 || reply.status == 413 || reply.status == 422;
  return {.taken = is_about_content ? Taken::NotSo : Taken::Later,
          .refused = 0,
          .why = sentence_of(reply),
          .wait = wait_asked_for(reply.headers, now)};
}

Result<std::vector<SinkAndServer>> make_otlp_sinks(const TelemetryOptions& options) {
  std::vector<SinkAndServer> sinks;
  if (options.otlp_url.empty()) return sinks;
  const auto server = parse_upstream_url(options.otlp_url);
  if (!server) return fail(server.error(), "telemetry.otlp.endpoint");
  const auto headers = fields_of(options.otlp_headers);
  if (!headers) return fail(headers.error(), "telemetry.otlp.headers");
  sinks.push_back(
      {make_otlp_spans({options, *headers}, options.tells_content ? kept_content(options.directory) : nullptr),
       *server});
  if (options.otlp_metrics) sinks.push_back({make_otlp_metrics({options, *headers}), *server});
  return sinks;
}

}  // namespace tabacus::analytics::sinks
