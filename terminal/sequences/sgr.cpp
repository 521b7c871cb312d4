#include "terminal/sequences/sgr.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr int kRgb = 2;
constexpr int kIndexed = 5;

std::uint8_t byte(int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

/// A colour that starts at `index` (on the 38, 48 or 58); moves `index` past what it took. Empty: leave the pen alone.
std::optional<Color> read_color(const Parameters& p, std::size_t& index) {
  std::size_t end = index + 1;
  while (p.is_sub(end)) ++end;
  const bool has_subs = end != index + 1;
  const std::size_t first = index + 1;
  const int kind = p.value(first, -1);
  if (!has_subs) {  // xterm's old form goes on in full parameters
    const std::size_t needed = kind == kRgb ? 3 : kind == kIndexed ? 1 : 0;
    if (needed == 0 || first + needed >= p.size()) {
      index = p.size();  // what follows cannot be told from a rest of this colour
      return std::nullopt;
    }
    index = first + needed + 1;
    if (kind == kIndexed) return Color::indexed(byte(p.value(first + 1, 0)));
    return Color::rgb(byte(p.value(first + 1, 0)), byte(p.value(first + 2, 0)), byte(p.value(first + 3, 0)));
  }
  index = end;
  const std::size_t count = end - first;
  if (kind == kIndexed && count >= 2) return Color::indexed(byte(p.value(first + 1, 0)));
  if (kind != kRgb || count < 4) return std::nullopt;
  const std::size_t red = count == 4 ? first + 1 : first + 2;  // with five or more the first is the colour space
  return Color::rgb(byte(p.value(red, 0)), byte(p.value(red + 1, 0)), byte(p.value(red + 2, 0)));
}

void set_underline(Style& style, const Parameters& p, std::size_t index) {
  const int kind = p.is_sub(index + 1) ? p.value(index + 1, 1) : 1;
  if (kind >= 0 && kind <= 5) style.underline = static_cast<Underline>(kind);
}

/// Numbers that are a switch and nothing else.
void apply_flag(Style& s, int number) {
  switch (number) {
    case 1:
      s.bold = true;
      break;
    case 2:
      s.dim = true;
      break;
    case 3:
      s.italic = true;
      break;
    case 5:
    case 6:
      s.blink = true;
      break;
    case 7:
      s.reverse = true;
      break;
    case 8:
      s.hidden = true;
      break;
    case 9:
      s.strike = true;
      break;
    case 21:
      s.underline = Underline::Double;
      break;
    case 22:
      s.bold = s.dim = false;
      break;
    case 23:
      s.italic = false;
      break;
    case 24:
      s.underline = Underline::None;
      break;
    case 25:
      s.blink = false;
      break;
    case 27:
      s.reverse = false;
      break;
    case 28:
      s.hidden = false;
      break;
    case 29:
      s.strike = false;
      break;
    case 39:
      s.foreground = {};
      break;
    case 49:
      s.background = {};
      break;
    case 53:
      s.overline = true;
      break;
    case 55:
      s.overline = false;
      break;
    case 59:
      s.underline_color = {};
      break;
    default:
      break;
  }
}

void apply_number(Style& style, int number) {
  if (number == 0) {
    style = Style{};
  } else if (number >= 30 && number <= 37) {
    style.foreground = Color::indexed(static_cast<std::uint8_t>(number - 30));
  } else if (number >= 40 && number <= 47) {
    style.background = Color::indexed(static_cast<std::uint8_t>(number - 40));
  } else if (number >= 90 && number <= 97) {
    style.foreground = Color::indexed(static_cast<std::uint8_t>(number - 90 + 8));
  } else if (number >= 100 && number <= 107) {
    style.background = Color::indexed(static_cast<std::uint8_t>(number - 100 + 8));
  } else {
    apply_flag(style, number);
  }
}

void set_pen(SequenceContext& c, const Sequence& s) { c.screen.set_pen(apply_sgr(c.screen.pen(), s.parameters)); }

void append_color(std::string& out, int base, Color color) {
  if (color.kind() == Color::Kind::Rgb) {
    const std::uint32_t rgb = color.rgb24();
    out += fmt::format(";{}:2::{}:{}:{}", base, rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF);
  } else if (color.kind() == Color::Kind::Indexed) {
    const int index = color.index();
    if (base == 58 || index >= 16) {
      out += fmt::format(";{}:5:{}", base, index);
    } else {
      out += fmt::format(";{}", index < 8 ? base - 8 + index : base + 52 + index - 8);
    }
  }
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "m", set_pen, "SGR: colours and attributes"},
};

}  // namespace

Style apply_sgr(Style style, const Parameters& p) {
  if (p.size() == 0) return Style{};
  for (std::size_t index = 0; index < p.size();) {
    const int number = p.value(index, 0);
    if (number == 38 || number == 48 || number == 58) {
      Color& target = number == 38 ? style.foreground : number == 48 ? style.background : style.underline_color;
      if (const auto color = read_color(p, index)) target = *color;
      continue;
    }
    if (number == 4) {
      set_underline(style, p, index);
    } else if (!p.is_sub(index + 1)) {
      apply_number(style, number);
    }
    do ++index;
    while (p.is_sub(index));
  }
  return style;
}

std::string sgr_parameters(const Style& s) {
  std::string out = "0";
  const auto add = [&out](bool is_on, std::string_view number) {
    if (is_on) out.append(";").append(number);
  };
  add(s.bold, "1");
  add(s.dim, "2");
  add(s.italic, "3");
  add(s.underline == Underline::Single, "4");
  if (s.underline > Underline::Single) out += fmt::format(";4:{}", static_cast<int>(s.underline));
  add(s.blink, "5");
  add(s.reverse, "7");
  add(s.hidden, "8");
  add(s.strike, "9");
  add(s.overline, "53");
  append_color(out, 38, s.foreground);
  append_color(out, 48, s.background);
  append_color(out, 58, s.underline_color);
  return out;
}

extern const SequenceFamily kSgrSequences;
constinit const SequenceFamily kSgrSequences{"sgr", kHandlers};

}  // namespace tabacus::terminal
