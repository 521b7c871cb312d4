#include "app/gui/commands.hpp"

#include <array>

namespace tabacus::app {

extern const Command kWindow, kQuick, kScreenshot, kDemo, kDemoAgent;

std::span<const Command* const> gui_commands() {
  static constexpr std::array<const Command*, 5> kAll{&kWindow, &kQuick, &kScreenshot, &kDemo, &kDemoAgent};
  return kAll;
}

}  // namespace tabacus::app
