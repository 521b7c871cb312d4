#include "app/config/themes.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "app/config/options.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::app {
namespace {

constexpr std::size_t kMaxThemeBytes = 64 * 1024;

// clang-format off
// Drawn up in OKLCH: equal lightness and chroma for the six hues of a theme, their contrast to the ground at least 5.
constexpr std::array kThemes = std::to_array<ColorTheme>({
    {"slate", ThemeTone::Dark, 0xD8D8D8, 0x181818, 0xD8D8D8, 0x35506B,
     {0x1D1F21, 0xCC6666, 0xB5BD68, 0xF0C674, 0x81A2BE, 0xB294BB, 0x8ABEB7, 0xC5C8C6,
      0x666666, 0xD54E53, 0xB9CA4A, 0xE7C547, 0x7AA6DA, 0xC397D8, 0x70C0B1, 0xEAEAEA}},
    {"ink", ThemeTone::Dark, 0xDCDEE1, 0x0C0D0F, 0xDCDEE1, 0x15364F,
     {0x202224, 0xF28881, 0x73C076, 0xDEBA50, 0x70ADFB, 0xCF8FDE, 0x08C2CA, 0xC2C4C7,
      0x787A7D, 0xFFABA3, 0x8CDA8F, 0xE5C057, 0x9DC7FE, 0xE9A8F8, 0x34DDE5, 0xF4F5F7}},
    {"forest", ThemeTone::Dark, 0xCEDCD2, 0x131A15, 0xCEDCD2, 0x22435D,
     {0x28302B, 0xEA9891, 0x88C28A, 0xDDC276, 0x85B4F0, 0xCE9CD9, 0x56C4CA, 0xBBC8BE,
      0x717E75, 0xFDB5AF, 0xA1DCA2, 0xE4C87C, 0xA8CEFF, 0xE8B6F3, 0x72DEE4, 0xF0F7F2}},
    {"ember", ThemeTone::Dark, 0xEAD6CF, 0x1B1412, 0xEAD6CF, 0x1F405B,
     {0x312927, 0xF08E8D, 0x82C178, 0xE3BB5F, 0x72B3F7, 0xCC96E1, 0x2BC5C7, 0xD3BFB8,
      0x88766F, 0xFDB0AE, 0x9BDB91, 0xEAC266, 0x9ECCFD, 0xE6AFFC, 0x51DFE1, 0xFDF3EF}},
    {"harbour", ThemeTone::Dark, 0xD6DFE8, 0x101E2A, 0xD6DFE8, 0x274863,
     {0x263541, 0xF29891, 0x87C788, 0xE3C470, 0x84B7F9, 0xD49DE0, 0x4AC9D0, 0xBCC5CD,
      0x737B83, 0xFEBAB4, 0xA0E1A1, 0xEACB76, 0xADD1FF, 0xEEB6FB, 0x68E4EA, 0xF1F6FA}},
    {"plum", ThemeTone::Dark, 0xE3DBE4, 0x211623, 0xE3DBE4, 0x254560,
     {0x372B3A, 0xF79686, 0x79CA8B, 0xE0C766, 0x89B5FD, 0xDB99DE, 0x36CAD8, 0xC9C1CA,
      0x7E7880, 0xFEBBAF, 0x93E4A4, 0xE6CD6D, 0xB3CFFC, 0xF6B2F9, 0x59E4F3, 0xF7F4F8}},
    {"paper", ThemeTone::Light, 0x23221C, 0xFBFAF8, 0x23221C, 0xB2D8F8,
     {0x2E2E2C, 0xA83634, 0x107823, 0x796006, 0x1762B6, 0x874197, 0x007176, 0xB8B7B5,
      0x6B6963, 0x8D1A1E, 0x045E17, 0x5F4A02, 0x044B94, 0x6F287E, 0x04585C, 0xDEDEDC}},
    {"chalk", ThemeTone::Light, 0x24272A, 0xEFF0F1, 0x24272A, 0xA9CEEE,
     {0x2D2E2F, 0xA13835, 0x1A7426, 0x765D00, 0x1D60AD, 0x824191, 0x0E6E72, 0xB6B7B9,
      0x66696E, 0x861D1F, 0x065B17, 0x5B4807, 0x004991, 0x6A2978, 0x0E5558, 0xDDDEDF}},
    {"dune", ThemeTone::Light, 0x322D22, 0xF6EEDC, 0x322D22, 0xA7CCEC,
     {0x342D1F, 0x963D3A, 0x286F2F, 0x725A08, 0x285E9F, 0x7B4487, 0x076B6F, 0xBFB7A6,
      0x6E685C, 0x7C2524, 0x095717, 0x584503, 0x0E4786, 0x632D6F, 0x095255, 0xE6DDCC}},
    {"mist", ThemeTone::Light, 0x202A32, 0xE4EEF6, 0x202A32, 0xA6CBEB,
     {0x272F35, 0x9A3936, 0x207029, 0x725A08, 0x215DA5, 0x7D418A, 0x076B6F, 0xAFB9C0,
      0x5F6B74, 0x7F2021, 0x015814, 0x584503, 0x02468B, 0x652A72, 0x095255, 0xD6E0E7}},
});
// clang-format on

/// `base0B: "a1b56c"  # green` is 0x0B and the colour. Empty: another line.
std::optional<std::pair<std::size_t, std::uint32_t>> base16_line(std::string_view line) {
  constexpr std::string_view kPrefix = "base0";
  line = trim(line);
  if (line.size() < kPrefix.size() + 1 || !equals_ignore_case(line.substr(0, kPrefix.size()), kPrefix)) return {};
  const std::size_t index = std::string_view{"0123456789abcdef"}.find(to_lower_ascii(line.substr(kPrefix.size(), 1)));
  std::string_view rest = trim(line.substr(kPrefix.size() + 1));
  if (index == std::string_view::npos || !rest.starts_with(':')) return {};
  rest = trim(rest.substr(1));
  while (!rest.empty() && (rest.front() == '"' || rest.front() == '\'' || rest.front() == '#')) rest.remove_prefix(1);
  const auto color = parse_color(fmt::format("#{}", rest.substr(0, 6)));
  const bool ends = rest.size() == 6 || (rest.size() > 6 && std::string_view{"\"' \t#"}.find(rest[6]) != rest.npos);
  if (!color || !ends) return {};
  return std::pair{index, color->rgb};
}

std::uint32_t luminance(std::uint32_t rgb) {
  return 299 * (rgb >> 16 & 0xFF) + 587 * (rgb >> 8 & 0xFF) + 114 * (rgb & 0xFF);
}

std::optional<ColorTheme> our_theme(std::string_view name) {
  const auto found = std::ranges::find(kThemes, name, &ColorTheme::name);
  return found == kThemes.end() ? std::nullopt : std::optional{*found};
}

std::filesystem::path home() {
  const char* directory = std::getenv("HOME");
  return directory != nullptr ? directory : "";
}

void lay_over(const Config& config, ColorTheme& theme) {
  if (config.colors_foreground) theme.foreground = theme.cursor = config.colors_foreground->rgb;
  if (config.colors_background) theme.background = config.colors_background->rgb;
  for (std::size_t i = 0; i < std::min(config.colors_palette.size(), theme.ansi.size()); ++i)
    theme.ansi[i] = config.colors_palette[i].rgb;
}

}  // namespace

std::span<const ColorTheme> themes() { return kThemes; }

Result<ColorTheme> parse_base16(std::string_view text) {
  std::array<std::optional<std::uint32_t>, 16> base;
  for (const std::string_view line : split(text.substr(0, kMaxThemeBytes), '\n'))
    if (const auto found = base16_line(line)) base[found->first] = found->second;
  for (std::size_t i = 0; i < base.size(); ++i)
    if (!base[i]) return fail(ErrorCode::InvalidInput, fmt::format("no colour for base0{:X}", i));
  ColorTheme theme;
  theme.background = *base[0x0];
  theme.foreground = theme.cursor = *base[0x5];
  theme.selection = *base[0x2];
  theme.tone = luminance(theme.background) > luminance(theme.foreground) ? ThemeTone::Light : ThemeTone::Dark;
  // The order of base16-shell; the bright ones repeat the plain ones but for grey and white.
  constexpr std::array<std::size_t, 16> kOrder{0x0, 0x8, 0xB, 0xA, 0xD, 0xE, 0xC, 0x5,
                                               0x3, 0x8, 0xB, 0xA, 0xD, 0xE, 0xC, 0x7};
  for (std::size_t i = 0; i < kOrder.size(); ++i) theme.ansi[i] = *base[kOrder[i]];
  return theme;
}

Result<ColorTheme> load_theme(const std::string& name_or_file) {
  if (const auto ours = our_theme(name_or_file)) return *ours;
  const std::filesystem::path file = below_home(name_or_file);
  if (!file.has_parent_path())
    return fail(ErrorCode::NotFound, fmt::format("no theme is called '{}'; 'tabacus config themes' names them, and a "
                                                 "base16 file is named by its path",
                                                 name_or_file));
  const auto text = read_regular_file(file, kMaxThemeBytes);
  if (!text) return fail(text.error());
  auto theme = parse_base16(*text);
  if (!theme) return fail(theme.error(), fmt::format("read the theme {}", file.native()));
  return theme;
}

ThemeTone tone_of_gtk_settings(std::string_view text) {
  for (const std::string_view line : split(text.substr(0, kMaxThemeBytes), '\n')) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = trim(line.substr(0, equals));
    const std::string value = to_lower_ascii(trim(line.substr(equals + 1)));
    if (key == "gtk-application-prefer-dark-theme")
      return value == "1" || value == "true" ? ThemeTone::Dark : ThemeTone::Light;
    if (key == "gtk-theme-name" && value.ends_with("-dark")) return ThemeTone::Dark;
  }
  return ThemeTone::Light;
}

ThemeTone desktop_tone() {
  const char* const given = std::getenv("XDG_CONFIG_HOME");
  const std::filesystem::path base = given != nullptr && given[0] == '/' ? given : home() / ".config";
  for (const char* version : {"gtk-4.0", "gtk-3.0"})
    if (const auto text = read_regular_file(base / version / "settings.ini", kMaxThemeBytes))
      return tone_of_gtk_settings(*text);
  return ThemeTone::Dark;
}

ChosenTheme choose_theme(const Config& config) {
  const ThemeTone tone = config.theme_mode == "system"  ? desktop_tone()
                         : config.theme_mode == "light" ? ThemeTone::Light
                                                        : ThemeTone::Dark;
  const auto loaded = load_theme(tone == ThemeTone::Light ? config.theme_light : config.theme_dark);
  ChosenTheme chosen;
  if (loaded)
    chosen.theme = *loaded;
  else
    chosen = {*std::ranges::find(kThemes, tone, &ColorTheme::tone), loaded.error().message};
  lay_over(config, chosen.theme);
  return chosen;
}

}  // namespace tabacus::app
