// OpenAI's Responses API: what one response is, from its JSON, its events or the messages of a WebSocket, which are the
// same objects; from api.openai.com and from the backend of ChatGPT that Codex uses.
// Sources: platform.openai.com/docs/api-reference/responses and /responses-streaming (2026-08).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/openrouter_cost.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

class ResponsesDecoder final : public Decoder {
 public:
  explicit ResponsesDecoder(std::string_view host = {}) : host_names_cost_{names_its_cost(host)} {
    facts_.api = "responses";
  }

  void on_request_body(std::string_view json) override;
  void on_event(const SseEvent& event) override;
  void on_response_body(int status, std::string_view json) override;
  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

  /// The request, already parsed.
  void take_request(JsonField body);
  /// The request names no model because an earlier one on its socket did.
  void assume_model(std::string_view model) { facts_.model_requested = model; }
  /// An event, already parsed.
  void take_event(JsonField event, std::string_view type);
  /// After this event nothing more comes of a response. False for an error: most are ends, but not all.
  [[nodiscard]] static bool ends_response(JsonField event, std::string_view type);

 private:
  /// What the output items of an answer add up to.
  struct ItemCounts {
    std::int64_t tool_calls = 0;
    std::int64_t web_searches = 0;
    std::int64_t code_runs = 0;
    std::int64_t file_searches = 0;
    std::int64_t images = 0;
    std::vector<std::string> containers;  ///< by their ids, each once

    void add(JsonField item);
  };

  void take_response(JsonField response, bool ended);
  void count_output(JsonField output);
  void tell_uses();
  void take_stop(JsonField response);

  CallFacts facts_;
  ItemCounts items_;
  bool host_names_cost_;
};

}  // namespace tabacus::analytics
