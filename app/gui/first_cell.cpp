#include "app/gui/first_cell.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "app/control/unix_socket.hpp"
#include "base/log.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"window"};
constexpr std::size_t kMostBytes = 64 * 1024;
constexpr std::int64_t kLargestCell = 1024;

std::filesystem::path file_in(const std::filesystem::path& directory) { return directory / "cell"; }

/// What a cell's size depends on, but for the display. Features may be many; they change no metrics.
std::string font_line(const fonts::FontOptions& font) { return fmt::format("{} {}", font.size_pt, font.family); }

std::string text_of(const fonts::FontOptions& font, PixelSize cell) {
  return fmt::format("{} {}\n{}\n", cell.width, cell.height, font_line(font));
}

std::optional<int> side(std::string_view text) {
  const auto number = parse_int(text);
  if (!number || *number < 1 || *number > kLargestCell) return std::nullopt;
  return static_cast<int>(*number);
}

std::string_view value_of(const Variables& variable, const char* name) {
  const char* const value = variable(name);
  return value != nullptr ? value : "";
}

bool listens(const std::filesystem::path& socket) { return connect_to(socket).has_value(); }

bool wayland_answers(const Variables& variable) {
  const std::filesystem::path name{value_of(variable, "WAYLAND_DISPLAY")};
  if (name.empty()) return false;
  return listens(name.is_absolute() ? name : std::filesystem::path{value_of(variable, "XDG_RUNTIME_DIR")} / name);
}

/// ":1" and ":1.0" of this machine.
bool x11_answers(const Variables& variable) {
  const std::string_view name = value_of(variable, "DISPLAY");
  if (!name.starts_with(':')) return false;
  const auto number =
      parse_int(name.substr(1, name.find('.') == std::string_view::npos ? name.npos : name.find('.') - 1));
  return number && listens(fmt::format("/tmp/.X11-unix/X{}", *number));
}

}  // namespace

std::optional<PixelSize> remembered_cell(const std::filesystem::path& directory, const fonts::FontOptions& font) {
  const auto text = read_regular_file(file_in(directory), kMostBytes);
  if (!text) return std::nullopt;
  const auto lines = split(*text, '\n');
  if (lines.size() != 3 || lines[1] != font_line(font)) return std::nullopt;
  const auto sides = split(lines[0], ' ');
  if (sides.size() != 2) return std::nullopt;
  const auto width = side(sides[0]);
  const auto height = side(sides[1]);
  if (!width || !height) return std::nullopt;
  return PixelSize{*width, *height};
}

void remember_cell(const std::filesystem::path& directory, const fonts::FontOptions& font, PixelSize cell) {
  const std::string text = text_of(font, cell);
  const auto present = read_regular_file(file_in(directory), kMostBytes);
  if (present && *present == text) return;
  auto written = make_private_directory(directory);
  if (written) written = write_private_file(file_in(directory), text);
  if (!written) log::warn(kLog, "the next start waits for its font: {}", written.error().message);
}

bool display_answers(const Variables& variable) {
  const std::string_view driver = value_of(variable, "SDL_VIDEODRIVER");
  return ((driver.empty() || driver == "wayland") && wayland_answers(variable)) ||
         ((driver.empty() || driver == "x11") && x11_answers(variable));
}

}  // namespace tabacus::app
