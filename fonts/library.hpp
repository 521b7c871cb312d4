// FreeType's lifetime. Faces must not outlive it. Main thread.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"

struct FT_LibraryRec_;

namespace tabacus::fonts {

class FontLibrary {
 public:
  /// Unsupported: FreeType did not start.
  static Result<FontLibrary> open();
  /// Of FreeType: "2.12.1". Others may place an edge's shade elsewhere.
  [[nodiscard]] std::string version() const;
  [[nodiscard]] FT_LibraryRec_* get() const { return library_.get(); }

 private:
  struct Close {
    void operator()(FT_LibraryRec_* library) const;
  };
  explicit FontLibrary(FT_LibraryRec_* library) : library_{library} {}

  std::unique_ptr<FT_LibraryRec_, Close> library_;
};

}  // namespace tabacus::fonts
