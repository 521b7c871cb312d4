// The faces of one font at one size: four styles (made up where the family lacks one) and fallbacks found through
// fontconfig, per cluster, opened when first wanted. Main thread.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "fonts/catalogue.hpp"
#include "fonts/face.hpp"
#include "fonts/metrics.hpp"

namespace tabacus::fonts {

class FontSet {
 public:
  /// NotFound: no font file answers to the family. `library` and `catalogue` outlive the set.
  static Result<FontSet> open(const FontLibrary& library, FontCatalogue& catalogue, const FontOptions& options);

  [[nodiscard]] const CellMetrics& metrics() const { return metrics_; }
  [[nodiscard]] const FontOptions& options() const { return options_; }

  /// The face that can show the whole cluster, in the wanted style if possible; kMissingFace when none can. A cluster
  /// with VS16, and one that is two cells wide outside of the East Asian blocks, asks for colour first.
  [[nodiscard]] FaceIndex face_for(std::u32string_view cluster, FaceStyle style, int cells);
  [[nodiscard]] const Face& face(FaceIndex index) const { return *faces_[index]; }
  /// Of the family itself, never a fallback.
  [[nodiscard]] FaceIndex primary(FaceStyle style) const { return primary_[static_cast<std::size_t>(style)]; }
  [[nodiscard]] bool is_primary(FaceIndex index) const;

 private:
  FontSet(const FontLibrary& library, FontCatalogue& catalogue, FontOptions options);
  [[nodiscard]] Result<void> open_primaries();
  [[nodiscard]] Result<FaceIndex> add(const FontFile& file, FaceStyle style);
  [[nodiscard]] std::vector<FontFeature> features_for(const Face& face) const;
  [[nodiscard]] FaceIndex find_fallback(std::u32string_view needed, FaceStyle style, Presentation presentation);
  [[nodiscard]] bool covers(FaceIndex index, std::u32string_view needed) const;

  const FontLibrary* library_;
  FontCatalogue* catalogue_;
  FontOptions options_;
  CellMetrics metrics_;
  std::array<FaceIndex, 4> primary_{};
  bool opens_primaries_ = false;
  std::vector<std::unique_ptr<Face>> faces_;
  std::map<std::string, FaceIndex> by_file_;                // path, index and synthesis
  std::unordered_map<std::u32string, FaceIndex> fallback_;  // needed code points, style, presentation; bounded
};

}  // namespace tabacus::fonts
