// A box over the grid that takes the keyboard: a list to choose from, a question, a table. What is in it and what keys
// do there is its owner's. Pure; text comes display-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "render/layout.hpp"

namespace tabacus::render {

struct DrawList;
struct SceneStyle;

enum class SheetInk : std::uint8_t { Plain, Dim, Heading, Accent, Working, Warning, Error };

struct SheetRow {
  std::string text;
  std::string detail = {};  ///< at the right, dim; gives way to the text
  SheetInk ink = SheetInk::Plain;
  friend bool operator==(const SheetRow&, const SheetRow&) = default;
};

enum class SheetSize : std::uint8_t {
  Fitting,  ///< as large as its rows
  Whole,    ///< as large as the window allows
};

struct SheetModel {
  std::string title;
  std::string note = {};                   ///< at the title's right: "3 of 17"
  std::optional<std::string> input = {};   ///< what was typed, the caret behind it; empty: nothing can be
  std::vector<SheetRow> rows = {};         ///< those in sight: as many as sheet_room() says at most
  std::optional<std::size_t> chosen = {};  ///< which row is marked
  std::string footer = {};                 ///< what the keys do
  SheetSize size = SheetSize::Fitting;
  friend bool operator==(const SheetModel&, const SheetModel&) = default;
};

/// In cells of the ui type.
struct SheetRoom {
  int columns = 0;
  int rows = 0;  ///< between title, input and footer
};

/// What a whole sheet can show.
[[nodiscard]] SheetRoom sheet_room(const SceneStyle& style);

[[nodiscard]] Rect sheet_rect(const SheetModel& sheet, const SceneStyle& style);
void build_sheet(const SheetModel& sheet, const SceneStyle& style, Rect rect, DrawList& out);

}  // namespace tabacus::render
