// Pure libvterm behind the questions that the differential test asks. Its known crash triggers (a CSI with more than 16
// parameters, REP before any glyph, UTF-8 split over two writes) must not be fed to it.
#pragma once

#include <vterm.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/utf8.hpp"

namespace tabacus::terminal {

/// What both sides know about how a cell looks.
struct CellAttributes {
  bool is_blank;
  std::string foreground;
  std::string background;
  bool bold, italic, reverse, strike, blink;
  int underline;
};

inline std::string cell_attributes(const CellAttributes& a) {
  if (a.is_blank) return '/' + a.background + ' ';
  std::string text = a.foreground + '/' + a.background;
  if (a.bold) text += 'b';
  if (a.italic) text += 'i';
  if (a.reverse) text += 'r';
  if (a.strike) text += 's';
  if (a.blink) text += 'k';
  if (a.underline != 0) text += 'u' + std::to_string(a.underline);
  return text + ' ';
}

class LibvtermOracle {
 public:
  LibvtermOracle(int columns, int rows) : columns_{columns}, rows_{rows}, vterm_{vterm_new(rows, columns)} {
    vterm_set_utf8(vterm_.get(), 1);
    vterm_output_set_callback(
        vterm_.get(),
        [](const char* bytes, std::size_t size, void* self) {
          static_cast<LibvtermOracle*>(self)->replies_.append(bytes, size);
        },
        this);
    screen_ = vterm_obtain_screen(vterm_.get());
    vterm_screen_enable_altscreen(screen_, 1);
    vterm_screen_reset(screen_, 1);
  }

  void feed(std::string_view bytes) { vterm_input_write(vterm_.get(), bytes.data(), bytes.size()); }

  /// All rows with their blanks, each ended by '|'. The second half of a wide character adds nothing.
  [[nodiscard]] std::string rows() const {
    std::string text;
    for (int row = 0; row < rows_; ++row) {
      for (int column = 0; column < columns_; ++column) {
        const VTermScreenCell cell = cell_at(row, column);
        if (cell.chars[0] == static_cast<std::uint32_t>(-1)) continue;
        if (cell.chars[0] == 0) text += ' ';
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; ++i) append_utf8(text, cell.chars[i]);
      }
      text += '|';
    }
    return text;
  }
  /// Of every cell: the attributes both sides know, as text.
  [[nodiscard]] std::string attributes() const {
    std::string text;
    for (int row = 0; row < rows_; ++row) {
      for (int column = 0; column < columns_; ++column) {
        const VTermScreenCell cell = cell_at(row, column);
        const auto& a = cell.attrs;
        if (cell.chars[0] == static_cast<std::uint32_t>(-1)) continue;
        const bool is_blank = cell.chars[0] == 0;
        text += cell_attributes({is_blank, color_of(cell.fg), color_of(cell.bg), a.bold != 0, a.italic != 0,
                                 a.reverse != 0, a.strike != 0, a.blink != 0, static_cast<int>(a.underline)});
      }
      text += '|';
    }
    return text;
  }
  [[nodiscard]] std::string cursor() const {
    VTermPos position;
    vterm_state_get_cursorpos(vterm_obtain_state(vterm_.get()), &position);
    return std::to_string(position.row) + ',' + std::to_string(position.col);
  }
  [[nodiscard]] const std::string& replies() const { return replies_; }

 private:
  struct Free {
    void operator()(VTerm* vterm) const { vterm_free(vterm); }
  };

  static std::string color_of(const VTermColor& color) {
    if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color)) return "d";
    if (VTERM_COLOR_IS_INDEXED(&color)) return std::to_string(color.indexed.idx);
    return '#' + std::to_string(color.rgb.red << 16 | color.rgb.green << 8 | color.rgb.blue);
  }
  [[nodiscard]] VTermScreenCell cell_at(int row, int column) const {
    VTermScreenCell cell{};
    vterm_screen_get_cell(screen_, VTermPos{row, column}, &cell);
    return cell;
  }

  const int columns_;
  const int rows_;
  std::string replies_;
  std::unique_ptr<VTerm, Free> vterm_;
  VTermScreen* screen_;
};

}  // namespace tabacus::terminal
