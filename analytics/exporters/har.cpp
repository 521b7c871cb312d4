// HTTP Archive 1.2. What the format asks for and nobody kept (cookies; headers and bodies unless
// those are kept) is empty, sizes of heads are -1; the
// figures of the call stand under _tabacus, as the format provides for additions.
// Source: http://www.softwareishard.com/blog/har-12-spec/
#include <fmt/format.h>

#include <algorithm>

#include "analytics/exporters/forms.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// Milliseconds; an archive's `time` is the sum of the parts that are not -1, of which `ssl` is inside `connect`.
struct Timings {
  double blocked;  ///< ours: from the request's head to its way upstream
  double connect;
  double ssl;
  double wait;
  double receive;

  [[nodiscard]] double sum() const { return blocked + std::max(connect, 0.0) + wait + receive; }
};

constexpr double kNone = -1;

Timings timings_of(const ExportedCall& call) {
  const double total = call.real("duration_ms").value_or(0);
  const double ours = static_cast<double>(call.integer("overhead_us").value_or(0)) / 1000;
  const auto connect = call.real("connect_ms");
  const auto tls = call.real("tls_ms");
  const double before = ours + connect.value_or(0) + tls.value_or(0);
  const double first_byte = call.real("ttfb_ms").value_or(total);
  return {.blocked = ours,
          .connect = connect ? *connect + tls.value_or(0) : kNone,
          .ssl = tls.value_or(kNone),
          .wait = std::max(0.0, first_byte - before),
          .receive = std::max(0.0, total - std::max(first_byte, before))};
}

std::string_view media_type_of(const ExportedCall& call) {
  return call.text("transport") == "sse" ? "text/event-stream" : "application/json";
}

std::string url_of(const ExportedCall& call) {
  const std::string_view host = call.text("host");
  const bool is_local = host.starts_with("127.") || host == "localhost" || host == "::1";
  return fmt::format("{}://{}{}", is_local ? "http" : "https", host.empty() ? "unknown.invalid" : host,
                     call.text("endpoint"));
}

/// Of rows that are older than its column: what all but a few were.
std::string_view method_of(const ExportedCall& call) {
  if (const std::string_view method = call.text("method"); !method.empty()) return method;
  return call.text("transport") == "websocket" ? "GET" : "POST";
}

/// A kept message: fields behind the start line, and the body behind the empty line.
struct Message {
  std::string headers = "[]";  ///< as JSON
  std::string type;
  std::string_view body;
};

Message message_of(std::string_view text) {
  Message message;
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return message;
  message.body = text.substr(end + 4);
  std::string fields;
  const std::size_t start_line = text.find('\n') + 1;
  for (const std::string_view line : split(text.substr(start_line, end - std::min(end, start_line)), '\n')) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    const std::string_view value = trim(line.substr(colon + 2));
    fields += fmt::format(R"({}{{"name":{},"value":{}}})", fields.empty() ? "" : ",",
                          json_quoted(line.substr(0, colon)), json_quoted(value));
    if (equals_ignore_case(line.substr(0, colon), "content-type")) message.type = value;
  }
  message.headers = '[' + fields + ']';
  return message;
}

class HarExporter final : public Exporter {
 public:
  explicit HarExporter(ExportSink sink) : sink_{std::move(sink)} {}

  void begin() override { sink_(R"({"log":{"version":"1.2","creator":{"name":"tabacus","version":"1"},"entries":[)"); }

  void add(const ExportedCall& call) override {
    sink_(is_first_ ? "\n" : ",\n");
    is_first_ = false;
    const Timings timings = timings_of(call);
    const Message request = message_of(call.request());
    const Message response = message_of(call.response());
    const std::string post = request.body.empty() ? ""
                                                  : fmt::format(R"("postData":{{"mimeType":{},"text":{}}},)",
                                                                json_quoted(request.type), json_quoted(request.body));
    const std::string content = response.body.empty() ? "" : fmt::format(R"(,"text":{})", json_quoted(response.body));
    sink_(fmt::format(
        R"({{"startedDateTime":{},"time":{},)"
        R"("request":{{"method":{},"url":{},"httpVersion":"HTTP/1.1","cookies":[],"headers":{},"queryString":[],)"
        R"({}"headersSize":-1,"bodySize":{}}},)"
        R"("response":{{"status":{},"statusText":"","httpVersion":"HTTP/1.1","cookies":[],"headers":{},)"
        R"("content":{{"size":{},"mimeType":"{}"{}}},"redirectURL":"","headersSize":-1,"bodySize":{}}},)"
        R"("cache":{{}},)"
        R"("timings":{{"blocked":{},"dns":-1,"connect":{},"ssl":{},"send":0,"wait":{},"receive":{}}},)"
        R"("_tabacus":{}}})",
        json_of(call.value("started_at")), timings.sum(), json_quoted(method_of(call)), json_quoted(url_of(call)),
        request.headers, post, call.integer("request_bytes").value_or(-1), call.integer("status").value_or(0),
        response.headers, call.integer("response_bytes").value_or(0), media_type_of(call), content,
        call.integer("response_bytes").value_or(-1), timings.blocked, timings.connect, timings.ssl, timings.wait,
        timings.receive, json_object_of(call)));
  }

  void end() override { sink_("\n]}}\n"); }

 private:
  ExportSink sink_;
  bool is_first_ = true;
};

}  // namespace

std::unique_ptr<Exporter> make_har(const ExportColumns&, ExportSink sink) {
  return std::make_unique<HarExporter>(std::move(sink));
}

}  // namespace tabacus::analytics
