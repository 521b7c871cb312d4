// The faces of one font at one size: four styles (made up where the family lacks one) and fallbacks found through
// fontconfig, per cluster, opened when first wanted. Main thread.
#pragma once

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
  static Result<FontSet> open(const FontLibrary& library, const FontCatalogue& catalogue, const FontOptions& options);

  [[nodiscard]] const CellMetrics& metrics() const { return metrics_; }
  [[nodiscard]] const FontOptions& options() const { return options_; }

  /// The face that can show the whole cluster, in the wanted style if possible; kMissingFace when none can. A cluster
  /// two cells wide that is no CJK text, and one with VS16, asks for colour first.
  [[nodiscard]] FaceIndex face_for(std::u32string_view cluster, FaceStyle style, int cells);
  [[nodiscard]] const Face& face(FaceIndex index) const { return *faces_[index]; }
  /// Of the family's own face, never a fallback.
  [[nodiscard]] FaceIndex primary(FaceStyle style) const { return primary_[static_cast<std::size_t>(style)]; }

 private:
  FontSet(const FontLibrary& library, const FontCatalogue& catalogue, FontOptions options);
  [[nodiscard]] Result<FaceIndex> add(const FontFile& file, Synthetic synthetic);
  [[nodiscard]] FaceIndex fallback_for(std::u32string_view cluster, FaceStyle style, Presentation presentation);
  [[nodiscard]] Result<void> open_primaries();

  const FontLibrary* library_;
  const FontCatalogue* catalogue_;
  FontOptions options_;
  CellMetrics metrics_;
  FaceIndex primary_[4] = {};
  std::vector<std::unique_ptr<Face>> faces_;
  std::unordered_map<std::string, FaceIndex> by_file_;      // path, index and synthesis
  std::unordered_map<std::u32string, FaceIndex> fallback_;  // cluster, style and presentation; bounded
};

}  // namespace tabacus::fonts
