// A line along the grid's lower edge where the user types: search, a tab's name. Pure; text comes display-safe.
#pragma once

#include <string>

namespace tabacus::render {

struct PromptModel {
  std::string label;   ///< "Find"
  std::string text;    ///< what was typed; the caret stands behind it
  std::string status;  ///< at the right: "3 of 17"
  friend bool operator==(const PromptModel&, const PromptModel&) = default;
};

}  // namespace tabacus::render
