#include "app/gui/session_config.hpp"

#include "app/gui/ui_theme.hpp"
#include "base/utf8.hpp"
#include "pty/environment.hpp"

namespace tabacus::app {
namespace {

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
  options.font = font_options(config);
  options.terminal = terminal_options(config, palette_of(choose_theme(config).theme));
  options.config = config;
  return options;
}

fonts::FontOptions font_options(const Config& config) {
  fonts::FontOptions font;
  font.family = config.font_family;
  font.size_pt = config.font_size;
  font.ligatures = config.font_ligatures;
  font.features = config.font_features;
  return font;
}

terminal::TerminalOptions terminal_options(const Config& config, const terminal::FramePalette& palette) {
  terminal::TerminalOptions options;
  options.scrollback_lines = static_cast<int>(config.terminal_scrollback_lines);
  options.word_characters = code_points(config.terminal_word_characters);
  options.clipboard_may_be_asked_for = config.terminal_clipboard_read == "ask";
  options.name_and_version = "tabacus " TABACUS_VERSION;
  options.palette = palette;
  return options;
}

TabTitles tab_titles(const Config& config) {
  if (config.tabs_title == "directory") return TabTitles::Directory;
  return config.tabs_title == "branch" ? TabTitles::Branch : TabTitles::Program;
}

WheelMotion wheel_motion(const Config& config) {
  return config.terminal_wheel_smooth ? WheelMotion::Smooth : WheelMotion::Lines;
}

PasteCheck paste_check(const Config& config) {
  if (config.terminal_paste_question == "lines") return PasteCheck::Lines;
  return config.terminal_paste_question == "never" ? PasteCheck::None : PasteCheck::Unsafe;
}

TabRequest shell_request(const Config& config) {
  TabRequest request;
  request.program = config.shell_program.empty() ? pty::user_shell() : config.shell_program;
  // login(1) and every shell: a dash in front of the name makes a login shell.
  const std::string name = std::filesystem::path{request.program}.filename();
  request.arguments = {config.shell_login ? "-" + name : request.program};
  return request;
}

TabRequest profile_request(const Config& config, const std::string& name, const Profile& profile) {
  TabRequest request = shell_request(config);
  request.profile = name;
  if (!profile.command.empty()) {
    request.program = profile.command.front();
    request.arguments = profile.command;
  }
  request.working_directory = below_home(profile.directory);
  request.title = profile.title;
  request.metered = profile.metering == "on";
  request.budget = profile.budget.value_or(analytics::BudgetLimit{});
  for (const std::string& variable : profile.environment) {
    const std::size_t equals = variable.find('=');
    if (equals != std::string::npos && equals > 0)
      request.environment.push_back({variable.substr(0, equals), variable.substr(equals + 1)});
  }
  return request;
}

}  // namespace tabacus::app
