// THE LIST of capture modes.
#include <algorithm>
#include <array>

#include "analytics/capture/modes/mode.hpp"

namespace tabacus::analytics {

extern const CaptureMode kDecrypted, kConnect, kForwardProxy, kBaseUrl;

std::span<const CaptureMode> capture_modes() {
  static const std::array kAll{kDecrypted, kConnect, kForwardProxy, kBaseUrl};
  return kAll;
}

ModePlan plan_for(const RequestMessage& request, const ModeContext& where) {
  const auto modes = capture_modes();
  const auto mode = std::ranges::find_if(modes, [&](const CaptureMode& each) { return each.takes(request, where); });
  return mode->plan(request, where);
}

}  // namespace tabacus::analytics
