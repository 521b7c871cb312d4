// THE LIST of tools, in the order of tools/list.
#include <array>

#include "analytics/serve/mcp/tool.hpp"

namespace tabacus::analytics::serve {

extern const Tool kUsageSummary, kRecentRequests, kRequestDetail, kWhyCacheMissed, kBudgetStatus, kLimits,
    kListSessions, kSearch, kDiff;

std::span<const Tool* const> tools() {
  static constexpr std::array kAll{&kUsageSummary,   &kRecentRequests, &kRequestDetail,
                                   &kWhyCacheMissed, &kBudgetStatus,   &kLimits,
                                   &kListSessions,   &kSearch,         &kDiff};
  return kAll;
}

}  // namespace tabacus::analytics::serve
