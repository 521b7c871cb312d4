// Google's Code Assist as Gemini CLI uses it after a Google login: the account and its settings. The model calls are
// those of the Gemini dialect inside an envelope, see gemini.cpp.
#include "analytics/simulator/json.hpp"

namespace tabacus::analytics::simulator {
namespace {

constexpr std::string_view kProject = "simulated-project";

Json tier() {
  return {{"id", "free-tier"}, {"name", "Simulated tier"}, {"description", "of the simulator"}, {"isDefault", true}};
}

}  // namespace

std::optional<SimulatedAnswer> answer_as_code_assist(const SimulatedRequest& request) {
  constexpr std::string_view kPrefix = "/v1internal:";
  const std::string_view path = request.path;
  if (!path.starts_with(kPrefix)) return std::nullopt;
  const std::string_view method = path.substr(kPrefix.size());
  if (method == "loadCodeAssist")
    return json_answer(
        200, {{"currentTier", tier()}, {"allowedTiers", Json::array({tier()})}, {"cloudaicompanionProject", kProject}});
  if (method == "onboardUser")
    return json_answer(200, {{"name", "operations/simulated"},
                             {"done", true},
                             {"response", {{"cloudaicompanionProject", {{"id", kProject}, {"name", kProject}}}}}});
  if (method == "retrieveUserQuota") return json_answer(200, {{"buckets", Json::array()}});
  if (method == "listExperiments")
    return json_answer(200, {{"experimentIds", Json::array()}, {"flags", Json::array()}});
  if (method == "getCodeAssistGlobalUserSetting" || method == "setCodeAssistGlobalUserSetting")
    return json_answer(200, {{"cloudaicompanionProject", kProject}, {"freeTierDataCollectionOptin", false}});
  if (method == "fetchAdminControls" || method == "recordCodeAssistMetrics") return json_answer(200, Json::object());
  return std::nullopt;
}

}  // namespace tabacus::analytics::simulator
