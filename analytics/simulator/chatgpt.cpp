// What Codex asks of the ChatGPT backend beside its model calls, when it is logged in rather than given a key. As seen
// on the wire (2026-11). The model calls themselves are those of the OpenAI dialect under another path.
#include "analytics/simulator/json.hpp"

namespace tabacus::analytics::simulator {
namespace {

constexpr std::string_view kBackend = "/backend-api/";

Json accounts() {
  return {{"accounts", Json::array({{{"id", "account-simulated"},
                                     {"plan_type", "pro"},
                                     {"structure", "personal"},
                                     {"is_deactivated", false}}})},
          {"account_ordering", Json::array({"account-simulated"})},
          {"default_account_id", "account-simulated"}};
}

Json usage_window(std::int64_t seconds) {
  return {{"used_percent", 1}, {"limit_window_seconds", seconds}, {"reset_after_seconds", seconds}, {"reset_at", 0}};
}

Json usage() {
  return {{"plan_type", "pro"},
          {"rate_limit",
           {{"allowed", true},
            {"limit_reached", false},
            {"primary_window", usage_window(18'000)},
            {"secondary_window", usage_window(604'800)}}},
          {"credits", nullptr}};
}

}  // namespace

std::optional<SimulatedAnswer> answer_as_chatgpt(const SimulatedRequest& request) {
  std::string_view path = request.path;
  if (!path.starts_with(kBackend)) return std::nullopt;
  path.remove_prefix(kBackend.size());
  if (path == "wham/accounts/check") return json_answer(200, accounts());
  if (path == "wham/usage") return json_answer(200, usage());
  // No list of ours: Codex keeps the models that it brings along.
  if (path == "codex/models") return json_answer(200, {{"models", Json::array()}});
  if (path == "codex/analytics-events/events" && request.method == "POST") return json_answer(200, Json::object());
  return std::nullopt;
}

}  // namespace tabacus::analytics::simulator
