// tabacus screenshot: a recording of terminal output to a picture of the screen it leaves, as the window would show it.
// Needs no display: the picture is drawn off screen.
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "app/cli/arguments.hpp"
#include "app/gui/session_config.hpp"
#include "app/gui/window.hpp"
#include "base/paths.hpp"
#include "render/png.hpp"
#include "render/renderer.hpp"
#include "terminal/host.hpp"
#include "terminal/terminal.hpp"

namespace tabacus::app {
namespace {

Result<int> run(CommandContext& context, Arguments arguments);

}  // namespace

extern const Command kScreenshot;
const Command kScreenshot{
    .name = "screenshot", .summary = "Draw the screen that a recording leaves into a picture", .run = run};

namespace {

/// Nobody is there to answer.
class SilentHost : public terminal::Host {
 public:
  void reply(std::string_view) override {}
  void title_changed(std::string_view) override {}
  void bell() override {}
  void copy_to_clipboard(std::string_view) override {}
  void working_directory_changed(std::string_view) override {}
};

struct ScreenshotArguments {
  std::int64_t columns = 80;
  std::int64_t rows = 24;
  std::string font;
  double size_pt = 0;
  double scale = 1;
  std::string cursor = "shown";
  std::string recording;
  std::string picture;
};

void declare(ArgumentParser& parser, ScreenshotArguments& given) {
  parser.integer("--cols", 2, 1000, given.columns, "width in cells (80)")
      .integer("--rows", 1, 1000, given.rows, "height in cells (24)")
      .text("--font", "FILE", given.font, "a font file, or a family as in font.family")
      .number("--size", 4, 200, given.size_pt, "in points")
      .number("--scale", 0.25, 8, given.scale, "device pixels per 1/96 inch (1)")
      .choice("--cursor", {"shown", "hidden", "unfocused"}, given.cursor, "how the cursor looks, if it is on (shown)")
      .positional("FILE", given.recording, "the bytes a program wrote to its terminal")
      .positional("OUT.png", given.picture, "where the picture goes");
}

fonts::FontOptions font_of(const ScreenshotArguments& given, fonts::FontOptions font) {
  std::error_code ignored;
  if (!given.font.empty()) font.family = given.font;
  // A file beside us has no '/' in its name, by which files are told from families.
  if (!given.font.empty() && std::filesystem::is_regular_file(given.font, ignored))
    font.family = std::filesystem::absolute(given.font, ignored);
  if (given.size_pt > 0) font.size_pt = given.size_pt;
  font.scale = given.scale;
  return font;
}

/// The renderer is its own canvas, of the size that the cells need; the window behind it lends only its context.
Result<render::Picture> draw(const terminal::Frame& frame, const fonts::FontOptions& font, const std::string& cursor) {
  auto type = render::Typography::open(font);
  if (!type) return fail(type.error(), "open the font");
  const auto video = Video::open(Display::Offscreen);
  if (!video) return fail(video.error());
  const auto window = Window::open(*video, "tabacus screenshot", {64, 64});
  if (!window) return fail(window.error());
  const render::Theme theme;
  const render::Rect size = render::window_for(frame.columns, frame.rows, type->cell(), type->ui_cell(), font.scale,
                                               theme, render::TabBarVisibility::Hidden);
  auto renderer = render::Renderer::create(Window::gl_function, std::move(*type), size.width, size.height, theme);
  if (!renderer) return fail(renderer.error(), "start the renderer");
  render::WindowContent content;
  content.frame = &frame;
  content.cursor_phase = cursor == "hidden" ? render::CursorPhase::Hidden : render::CursorPhase::Shown;
  content.focus = cursor == "unfocused" ? render::Focus::Unfocused : render::Focus::Focused;
  (*renderer)->draw(content);
  return (*renderer)->read_pixels();
}

Result<int> run(CommandContext& context, Arguments arguments) {
  ScreenshotArguments given;
  ArgumentParser parser{kScreenshot};
  declare(parser, given);
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto bytes = read_file(given.recording);
  if (!bytes) return fail(bytes.error());

  const SessionOptions session = session_options(context.config.config);
  SilentHost host;
  terminal::Terminal screen{{static_cast<int>(given.columns), static_cast<int>(given.rows)}, host, session.terminal};
  screen.feed(*bytes);
  terminal::Frame frame;
  screen.copy_to(frame);

  const auto picture = draw(frame, font_of(given, session.font), given.cursor);
  if (!picture) return fail(picture.error());
  const auto png = render::encode_png(picture->width, picture->height, picture->rgba);
  if (!png) return fail(png.error());
  if (auto written = write_private_file(given.picture, *png); !written) return fail(written.error());
  return kExitOk;
}

}  // namespace
}  // namespace tabacus::app
