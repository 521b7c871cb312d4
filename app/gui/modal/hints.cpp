#include "app/gui/modal/hints.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using terminal::Key;

constexpr std::string_view kLetters = "asdfjklghqwertuiopzxcvbnmy";

}  // namespace

std::vector<std::string> hint_labels(std::size_t count) {
  std::vector<std::string> labels;
  if (count <= kLetters.size()) {
    for (std::size_t i = 0; i < count; ++i) labels.emplace_back(1, kLetters[i]);
    return labels;
  }
  for (const char first : kLetters)
    for (const char second : kLetters) {
      if (labels.size() == count) return labels;
      labels.push_back({first, second});
    }
  return labels;
}

Hints::Hints(std::function<void(TabMessage)> send, std::function<void(const terminal::Target&, HintUse)> use)
    : use_{std::move(use)} {
  send(FindTargets{});
}

bool Hints::told(const TabNews& news) {
  const auto* found = std::get_if<TargetsFound>(&news);
  if (found == nullptr) return false;
  targets_ = found->targets;
  std::ranges::reverse(targets_);
  labels_ = hint_labels(targets_.size());
  if (labels_.size() < targets_.size()) targets_.resize(labels_.size());
  is_told_ = true;
  return true;
}

ModalStep Hints::key(const terminal::KeyPress& key) {
  if (key.key == Key::Escape || (is_told_ && targets_.empty())) return closes();
  if (key.key == Key::Backspace) {
    if (!typed_.empty()) typed_.pop_back();
    return stays();
  }
  if (key.text.size() != 1) return stays();
  const std::string label = typed_ + to_lower_ascii(key.text);
  const auto found = std::ranges::find(labels_, label);
  if (found != labels_.end()) {
    const HintUse how = key.text != to_lower_ascii(key.text) ? HintUse::Copy : HintUse::Open;
    const auto index = static_cast<std::size_t>(found - labels_.begin());
    return closes([use = use_, target = targets_[index].target, how] { use(target, how); });
  }
  const bool may_become_one = std::ranges::any_of(labels_, [&](const auto& one) { return one.starts_with(label); });
  if (may_become_one) typed_ = label;
  return stays();
}

std::optional<render::PromptModel> Hints::prompt() const {
  if (is_told_ && targets_.empty()) return render::PromptModel{"Open", "", "nothing here can be opened · any key"};
  return render::PromptModel{"Open", typed_, "a label opens · with Shift it copies · Esc"};
}

bool Hints::decorate(terminal::Frame& frame) {
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const FoundTarget& found = targets_[i];
    if (found.row >= frame.rows || !labels_[i].starts_with(typed_)) continue;
    int column = found.column;
    for (const char letter : labels_[i]) {
      if (column >= frame.columns) break;
      terminal::Cell& cell = frame.cells[static_cast<std::size_t>(found.row) * static_cast<std::size_t>(frame.columns) +
                                         static_cast<std::size_t>(column++)];
      cell = terminal::Cell{};
      cell.text = static_cast<unsigned char>(letter);
      terminal::Style style;
      style.bold = true;
      style.foreground = terminal::Color::rgb(0, 0, 0);
      style.background = terminal::Color::rgb(0xF0, 0xC8, 0x50);
      terminal::set_look(cell, style);
    }
  }
  return true;
}

}  // namespace tabacus::app
