#include "app/gui/session_config.hpp"

#include "base/utf8.hpp"
#include "pty/environment.hpp"

namespace tabacus::app {
namespace {

terminal::FramePalette palette(const Config& config) {
  terminal::FramePalette palette = terminal::default_palette();
  if (config.colors_foreground) palette.foreground = palette.cursor = config.colors_foreground->rgb;
  if (config.colors_background) palette.background = config.colors_background->rgb;
  for (std::size_t i = 0; i < config.colors_palette.size(); ++i) palette.indexed[i] = config.colors_palette[i].rgb;
  return palette;
}

std::u32string code_points(std::string_view utf8) {
  std::u32string text;
  while (!utf8.empty()) {
    const Utf8Step step = decode_utf8(utf8);
    text += step.code_point;
    utf8.remove_prefix(step.length);
  }
  return text;
}

}  // namespace

SessionOptions session_options(const Config& config) {
  SessionOptions options;
  options.new_tab = shell_request(config);
  options.columns = static_cast<int>(config.window_columns);
  options.rows = static_cast<int>(config.window_rows);
  options.title = config.window_title;
  options.font.family = config.font_family;
  options.font.size_pt = config.font_size;
  options.font.ligatures = config.font_ligatures;
  options.font.features = config.font_features;
  options.terminal.scrollback_lines = static_cast<int>(config.terminal_scrollback_lines);
  options.terminal.word_characters = code_points(config.terminal_word_characters);
  options.terminal.clipboard_may_be_asked_for = config.terminal_clipboard_read == "ask";
  options.terminal.name_and_version = "tabacus " TABACUS_VERSION;
  options.terminal.palette = palette(config);
  return options;
}

TabRequest shell_request(const Config& config) {
  TabRequest request;
  request.program = config.shell_program.empty() ? pty::user_shell() : config.shell_program;
  // login(1) and every shell: a dash in front of the name makes a login shell.
  const std::string name = std::filesystem::path{request.program}.filename();
  request.arguments = {config.shell_login ? "-" + name : request.program};
  return request;
}

}  // namespace tabacus::app
