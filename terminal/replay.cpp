#include "terminal/replay.hpp"

#include <fmt/format.h>

#include <array>

#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "terminal/host.hpp"
#include "terminal/screen.hpp"
#include "terminal/terminal.hpp"

namespace tabacus::terminal {
namespace {

constexpr int kLargestSide = 4096;

class ReplyCollector : public Host {
 public:
  void reply(std::string_view bytes) override { replies.append(bytes); }
  void title_changed(std::string_view) override {}
  void bell() override {}
  void copy_to_clipboard(std::string_view) override {}
  void working_directory_changed(std::string_view) override {}

  std::string replies;
};

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out += '"';
}

std::string color_text(Color color) {
  switch (color.kind()) {
    case Color::Kind::Indexed:
      return std::to_string(color.index());
    case Color::Kind::Rgb:
      return fmt::format("\"#{:06x}\"", color.rgb24());
    case Color::Kind::Default:
      break;
  }
  return "\"d\"";
}

std::string_view underline_name(Underline underline) {
  constexpr std::array<std::string_view, 6> kNames{"", "single", "double", "curly", "dotted", "dashed"};
  return kNames[static_cast<std::size_t>(underline)];
}

std::string line_text(const Screen& screen, const Line& line) {
  std::string text;
  for (int column = 0; column < line.used; ++column) {
    const Cell& cell = line.cells[static_cast<std::size_t>(column)];
    if (cell.width == 0) continue;
    if (cell.is_cluster()) {
      text += screen.clusters()[cell.cluster_index()];
    } else {
      append_utf8(text, cell.text == 0 ? U' ' : cell.text);
    }
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

bool is_wide(const Cell& cell) { return cell.width != 1; }

std::string look_json(const Screen& screen, const Cell& cell) {
  const Style style = screen.style_of(cell);
  std::string out = fmt::format("{{\"fg\":{},\"bg\":{},\"ul\":{}", color_text(style.foreground),
                                color_text(style.background), color_text(style.underline_color));
  const auto flag = [&out](bool is_set, std::string_view name) {
    if (is_set) out += fmt::format(",\"{}\":true", name);
  };
  flag(style.bold, "bold");
  flag(style.italic, "italic");
  flag(style.dim, "dim");
  flag(style.blink, "blink");
  flag(style.reverse, "reverse");
  flag(style.hidden, "hidden");
  flag(style.strike, "strike");
  flag(style.overline, "overline");
  if (style.underline != Underline::None) out += fmt::format(",\"underline\":\"{}\"", underline_name(style.underline));
  if (const Link& link = screen.link_of(cell); !link.uri.empty())
    out += fmt::format(",\"link\":{}", in_quotes(link.uri));
  flag(is_wide(cell), "wide");
  return out += '}';
}

void append_runs(std::string& out, const Screen& screen, int row) {
  const Line& line = screen.line(row);
  for (int first = 0; first < line.used;) {
    const Cell& look = line.cells[static_cast<std::size_t>(first)];
    const auto is_same = [&look](const Cell& cell) { return look_alike(cell, look) && is_wide(cell) == is_wide(look); };
    int last = first + 1;
    while (last < line.used && is_same(line.cells[static_cast<std::size_t>(last)])) ++last;
    if (!is_same(Cell{})) {
      if (!out.empty()) out += ',';
      out += fmt::format("[{},{},{},{}]", row, first, last - first, look_json(screen, look));
    }
    first = last;
  }
}

std::string screen_json(const Terminal& terminal, std::string_view replies) {
  const Screen& screen = terminal.screen();
  std::string lines;
  std::string attributes;
  std::string wrapped;
  for (int row = 0; row < screen.rows(); ++row) {
    const Line& line = screen.line(row);
    lines += fmt::format("{}{}", row == 0 ? "" : ",", in_quotes(line_text(screen, line)));
    append_runs(attributes, screen, row);
    if (line.wrapped) wrapped += fmt::format("{}{}", wrapped.empty() ? "" : ",", row);
  }
  const Cursor& cursor = screen.cursor();
  return fmt::format(
      "{{\"cols\":{},\"rows\":{},\"lines\":[{}],\"attrs\":[{}],\"wrapped\":[{}],"
      "\"cursor\":{{\"row\":{},\"col\":{},\"visible\":{},\"pending_wrap\":{}}},"
      "\"alt\":{},\"title\":{},\"scrollback_lines\":{},\"replies_base64\":\"{}\"}}",
      screen.columns(), screen.rows(), lines, attributes, wrapped, cursor.row, cursor.column,
      screen.modes().cursor_visible, cursor.pending_wrap, terminal.is_alternate_screen(), in_quotes(terminal.title()),
      screen.history().size(), encode_base64(replies));
}

Result<void> check(Size size) {
  if (size.columns < 2 || size.columns > kLargestSide || size.rows < 1 || size.rows > kLargestSide)
    return fail(ErrorCode::InvalidInput, fmt::format("replay at {}x{}: columns go from 2 to {}, rows from 1 to {}",
                                                     size.columns, size.rows, kLargestSide, kLargestSide));
  return {};
}

}  // namespace

Result<std::string> replay_json(const ReplayOptions& options, std::string_view bytes) {
  if (const auto checked = check(options.size); !checked) return fail(checked.error());
  ReplyCollector host;
  TerminalOptions terminal_options;
  terminal_options.scrollback_lines = options.scrollback_lines;
  terminal_options.name_and_version = options.name_and_version;
  terminal_options.answers_checksums = options.answers_checksums;
  Terminal terminal{options.size, host, std::move(terminal_options)};
  std::size_t fed = 0;
  for (const ReplayResize& resize : options.resizes) {
    if (const auto checked = check(resize.size); !checked) return fail(checked.error());
    if (resize.offset < fed || resize.offset > bytes.size())
      return fail(
          ErrorCode::InvalidInput,
          fmt::format("resize at byte {}: the recording has {} bytes, and offsets go up", resize.offset, bytes.size()));
    terminal.feed(bytes.substr(fed, resize.offset - fed));
    terminal.resize(resize.size);
    fed = resize.offset;
  }
  terminal.feed(bytes.substr(fed));
  return screen_json(terminal, host.replies);
}

}  // namespace tabacus::terminal
