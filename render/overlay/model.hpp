// What the meter of a tab shows: lines of text with what is drawn beside them. Who fills it knows what it means; who
// draws it does not. All that is drawn is said in the text too. Pure; text comes display-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tabacus::render {

/// How much of the panel is shown.
enum class OverlaySize : std::uint8_t { OneLine, Full };
enum class OverlayCorner : std::uint8_t { TopRight, TopLeft, BottomRight, BottomLeft };
/// What a text means; the theme gives the colour.
enum class OverlayInk : std::uint8_t { Plain, Dim, Accent, Working, Warning, Error };

struct OverlayText {
  std::string text;
  OverlayInk ink = OverlayInk::Plain;
  bool is_strong = false;
  friend bool operator==(const OverlayText&, const OverlayText&) = default;
};

/// A figure with its name, in a column.
struct OverlayField {
  std::string label;
  std::string value;
  OverlayInk ink = OverlayInk::Plain;
  friend bool operator==(const OverlayField&, const OverlayField&) = default;
};

/// How much of something is used up.
struct OverlayGauge {
  float used = 0;  ///< of 1; more is drawn as 1
  OverlayInk ink = OverlayInk::Accent;
  std::optional<float> mark = {};  ///< where something begins
  friend bool operator==(const OverlayGauge&, const OverlayGauge&) = default;
};

/// Either figures in columns, or text at both ends with a gauge or bars between.
struct OverlayLine {
  std::vector<OverlayField> fields = {};  ///< at most kOverlayColumns
  std::vector<OverlayText> left = {};
  std::vector<OverlayText> right = {};
  std::optional<OverlayGauge> gauge = {};
  std::vector<float> bars = {};  ///< any unit, drawn relative, the newest last
  friend bool operator==(const OverlayLine&, const OverlayLine&) = default;
};

inline constexpr std::size_t kOverlayColumns = 3;

struct OverlayModel {
  OverlaySize size = OverlaySize::Full;
  OverlayCorner corner = OverlayCorner::TopRight;
  OverlayInk state = OverlayInk::Accent;  ///< of the dot in front of the first line
  std::vector<OverlayText> summary;       ///< of one line
  std::vector<OverlayLine> lines;         ///< empty: the summary says it all
  friend bool operator==(const OverlayModel&, const OverlayModel&) = default;
};

/// The same for who cannot see it: a line of words each.
[[nodiscard]] std::string plain_text(const OverlayModel& model);

}  // namespace tabacus::render
