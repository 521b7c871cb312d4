#include "app/gui/commands.hpp"

#include <array>

namespace tabacus::app {

extern const Command kWindow, kDemo, kDemoAgent;

std::span<const Command* const> gui_commands() {
  static constexpr std::array<const Command*, 3> kAll{&kWindow, &kDemo, &kDemoAgent};
  return kAll;
}

}  // namespace tabacus::app
