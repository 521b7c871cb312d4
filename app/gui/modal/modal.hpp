// What takes the keyboard from the program for a while: a list to choose from, a question, the search bar. One at a
// time; the main loop owns it. Main thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/tabs/tab_message.hpp"
#include "base/clock.hpp"
#include "render/overlay/sheet.hpp"
#include "render/prompt.hpp"
#include "terminal/frame.hpp"
#include "terminal/key_encoder.hpp"

namespace tabacus::app {

/// What becomes of a modal after a key.
struct ModalStep {
  bool closes = false;
  std::function<void()> then = {};  ///< run once the modal is gone, so that it may open another
};

inline ModalStep stays() { return {}; }
inline ModalStep closes(std::function<void()> then = {}) { return {true, std::move(then)}; }

class Modal {
 public:
  virtual ~Modal() = default;
  /// A press or a repeat; `key.text` is what it types.
  virtual ModalStep key(const terminal::KeyPress& key) = 0;
  /// Composed or pasted.
  virtual void typed(std::string_view text) { static_cast<void>(text); }
  /// Something a tab or a worker of ours told; false: it is not this one's matter.
  virtual bool told(const TabNews& news) { return static_cast<void>(news), false; }
  /// The meter told something.
  virtual void refresh() {}
  /// It goes without having been answered: the tab changed, or another takes its place.
  virtual void dismissed() {}

  // What it looks like; asked for before each frame.
  [[nodiscard]] virtual std::optional<render::PromptModel> prompt() const { return std::nullopt; }
  [[nodiscard]] virtual std::optional<render::SheetModel> sheet(render::SheetRoom room) {
    return static_cast<void>(room), std::nullopt;
  }
  /// Draws into a copy of the tab's frame; true: it did.
  virtual bool decorate(terminal::Frame& frame) { return static_cast<void>(frame), false; }
  /// The wheel, in lines; positive: towards the start.
  virtual bool scrolled(int lines) { return static_cast<void>(lines), false; }
};

}  // namespace tabacus::app
