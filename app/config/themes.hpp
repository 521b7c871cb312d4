// The colours that ship with the program, and those of base16 files. Pure but for load_theme, which may read a file.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "app/config/config.hpp"
#include "base/result.hpp"

namespace tabacus::app {

enum class ThemeTone : std::uint8_t { Dark, Light };

/// Colours as 0xRRGGBB.
struct ColorTheme {
  std::string_view name;  ///< of ours; empty for one of a file
  ThemeTone tone = ThemeTone::Dark;
  std::uint32_t foreground = 0;
  std::uint32_t background = 0;
  std::uint32_t cursor = 0;
  std::uint32_t selection = 0;
  std::array<std::uint32_t, 16> ansi{};
  friend bool operator==(const ColorTheme&, const ColorTheme&) = default;
};

/// Ours; the first is the default.
[[nodiscard]] std::span<const ColorTheme> themes();

/// A scheme in base16's YAML: lines `base00: "181818"` to `base0F`, with or without "#". InvalidInput: one is missing
/// or is no colour.
[[nodiscard]] Result<ColorTheme> parse_base16(std::string_view text);

/// One of ours by its name, else the base16 file of that path ("~/" is the home directory). NotFound: neither.
[[nodiscard]] Result<ColorTheme> load_theme(const std::string& name_or_file);

/// What the desktop prefers, as GTK's settings say; dark where they say nothing.
[[nodiscard]] ThemeTone desktop_tone();
/// Pure: what the text of a GTK settings.ini says.
[[nodiscard]] ThemeTone tone_of_gtk_settings(std::string_view text);

/// The theme that `config` names for its mode, with `colors.*` over it. A theme that cannot be had is our own of that
/// tone, and `problem` says why.
struct ChosenTheme {
  ColorTheme theme;
  std::string problem = {};
};
[[nodiscard]] ChosenTheme choose_theme(const Config& config);

}  // namespace tabacus::app
