// Labels on what in the view can be opened: a label opens, with Shift it copies. Main thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/gui/modal/modal.hpp"

namespace tabacus::app {

enum class HintUse : std::uint8_t { Open, Copy };

/// So many different labels, all of one length, the easiest to type first.
[[nodiscard]] std::vector<std::string> hint_labels(std::size_t count);

class Hints final : public Modal {
 public:
  /// Asks the tab for targets by `send`; `use` gets the one chosen.
  Hints(std::function<void(TabMessage)> send, std::function<void(const terminal::Target&, HintUse)> use);

  ModalStep key(const terminal::KeyPress& key) override;
  bool told(const TabNews& news) override;
  [[nodiscard]] std::optional<render::PromptModel> prompt() const override;
  bool decorate(terminal::Frame& frame) override;

 private:
  const std::function<void(const terminal::Target&, HintUse)> use_;
  std::vector<FoundTarget> targets_;  // from the bottom, where the eye is
  std::vector<std::string> labels_;   // of targets_
  std::string typed_;
  bool is_told_ = false;
};

}  // namespace tabacus::app
