// Which font files the system has, through fontconfig, under a configuration of its own. Main thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "fonts/metrics.hpp"

struct _FcConfig;
struct _FcFontSet;

namespace tabacus::fonts {

/// A face within a file, and whether it really is of the style that was asked for.
struct FontFile {
  std::string path;
  int index = 0;
  bool is_bold = false;
  bool is_italic = false;
  bool is_color = false;
};

enum class Presentation : std::uint8_t { Text, Emoji };

class FontCatalogue {
 public:
  /// Unsupported: fontconfig has no usable configuration.
  static Result<FontCatalogue> open();

  /// The best match for a family in a style; fontconfig answers with some font unless the system has none (NotFound).
  [[nodiscard]] Result<FontFile> find(const std::string& family, FaceStyle style) const;

  /// Fonts that hold every code point, those of the wanted presentation first, at most `limit`. Sorting the system's
  /// fonts takes milliseconds and is done once for each family, style and presentation.
  [[nodiscard]] std::vector<FontFile> covering(const std::string& family, FaceStyle style, Presentation presentation,
                                               std::u32string_view code_points, std::size_t limit);

 private:
  struct CloseConfig {
    void operator()(_FcConfig* config) const;
  };
  struct CloseSet {
    void operator()(_FcFontSet* set) const;
  };
  explicit FontCatalogue(_FcConfig* config) : config_{config} {}
  [[nodiscard]] _FcFontSet* sorted(const std::string& family, FaceStyle style, Presentation presentation);

  std::unique_ptr<_FcConfig, CloseConfig> config_;
  std::map<std::string, std::unique_ptr<_FcFontSet, CloseSet>> sorted_;
};

}  // namespace tabacus::fonts
