#include "app/gui/commands.hpp"

#include <array>

namespace tabacus::app {

extern const Command kWindow, kScreenshot, kDemo, kDemoAgent;

std::span<const Command* const> gui_commands() {
  static constexpr std::array<const Command*, 4> kAll{&kWindow, &kScreenshot, &kDemo, &kDemoAgent};
  return kAll;
}

}  // namespace tabacus::app
