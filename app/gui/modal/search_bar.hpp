// Search in a tab's text: each key narrows it, Enter goes to the next older match. The tab's thread searches; this
// holds the line and what was found. Main thread.
#pragma once

#include <functional>
#include <string>

#include "app/gui/modal/line_edit.hpp"
#include "app/gui/modal/modal.hpp"

namespace tabacus::app {

class SearchBar final : public Modal {
 public:
  /// `send` reaches the tab that is searched.
  explicit SearchBar(std::function<void(TabMessage)> send) : send_{std::move(send)} {}

  ModalStep key(const terminal::KeyPress& key) override;
  void typed(std::string_view text) override;
  bool told(const TabNews& news) override;
  void dismissed() override { send_(SearchEnds{}); }
  [[nodiscard]] std::optional<render::PromptModel> prompt() const override;

 private:
  void search();

  const std::function<void(TabMessage)> send_;
  LineEdit line_;
  bool is_regex_ = false;
  SearchTold found_;
};

}  // namespace tabacus::app
