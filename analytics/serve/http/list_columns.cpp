#include "analytics/serve/http/list_columns.hpp"

#include <array>
#include <string_view>
#include <vector>

#include "base/json_text.hpp"

namespace tabacus::analytics::serve {
namespace {

constexpr auto kListed = std::to_array<std::string_view>({"call_id",
                                                          "started_at",
                                                          "tab_id",
                                                          "tab_title",
                                                          "session",
                                                          "agent",
                                                          "client",
                                                          "process",
                                                          "project",
                                                          "branch",
                                                          "provider",
                                                          "api",
                                                          "host",
                                                          "endpoint",
                                                          "profile",
                                                          "source",
                                                          "model",
                                                          "model_requested",
                                                          "transport",
                                                          "status",
                                                          "outcome",
                                                          "error_type",
                                                          "stop_reason",
                                                          "usage_state",
                                                          "input_tokens",
                                                          "cache_read_tokens",
                                                          "cache_write_5m_tokens",
                                                          "cache_write_1h_tokens",
                                                          "prompt_tokens",
                                                          "output_tokens",
                                                          "billing",
                                                          "cost_nano",
                                                          "equivalent_nano",
                                                          "subscription_nano",
                                                          "waste_kind",
                                                          "miss_cause",
                                                          "ttft_ms",
                                                          "duration_ms"});

}  // namespace

std::vector<std::string_view> list_columns() { return {kListed.begin(), kListed.end()}; }

std::string table_json(const Table& table) {
  std::string json = R"({"columns":[)";
  for (const std::string& name : table.columns) json += (json.back() == '[' ? "" : ",") + json_quoted(name);
  json += R"(],"rows":[)";
  for (const auto& row : table.rows) {
    json += json.back() == '[' ? "[" : ",[";
    for (const Value& value : row) json += (json.back() == '[' ? "" : ",") + json_of(value);
    json += ']';
  }
  return json + "]}";
}

}  // namespace tabacus::analytics::serve
