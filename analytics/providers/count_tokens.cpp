#include "analytics/providers/count_tokens.hpp"

#include <fmt/format.h>

#include <string>

#include "analytics/providers/json_fields.hpp"

namespace tabacus::analytics {
namespace {

class CountTokensDecoder final : public Decoder {
 public:
  CountTokensDecoder(std::string_view model, std::string_view count_field, std::string_view error_field)
      : count_field_{count_field}, error_field_{error_field} {
    facts_.api = "count_tokens";
    facts_.model_requested = model;
  }

  void on_request_body(std::string_view json) override {
    JsonReader reader;
    if (facts_.model_requested.empty()) facts_.model_requested = reader.read(json)["model"].name();
  }
  void on_event(const SseEvent&) override { facts_.malformed = true; }
  void on_response_body(int status, std::string_view json) override {
    JsonReader reader;
    const JsonField body = reader.read(json);
    facts_.finished = true;
    if (status >= 400) {
      facts_.error_type = body["error"][error_field_].name();
      return;
    }
    const auto count = body[count_field_].count();
    facts_.malformed = !count;
    if (facts_.malformed) return;
    facts_.usage.input_uncached = Tokens{0};
    facts_.usage.output_total = Tokens{0};
    facts_.usage.raw = fmt::format("{{{}:{}}}", json_quoted(count_field_), *count);
    facts_.usage_state = UsageState::Measured;
  }
  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

 private:
  const std::string count_field_;
  const std::string error_field_;
  CallFacts facts_;
};

}  // namespace

std::unique_ptr<Decoder> make_count_tokens_decoder(std::string_view model, std::string_view count_field,
                                                   std::string_view error_field) {
  return std::make_unique<CountTokensDecoder>(model, count_field, error_field);
}

}  // namespace tabacus::analytics
