#include "fonts/library.hpp"

#include <ft2build.h>
#include FT_FREETYPE_H

namespace tabacus::fonts {

std::string FontLibrary::version() const {
  FT_Int major = 0;
  FT_Int minor = 0;
  FT_Int patch = 0;
  FT_Library_Version(library_.get(), &major, &minor, &patch);
  return fmt::format("{}.{}.{}", major, minor, patch);
}

void FontLibrary::Close::operator()(FT_LibraryRec_* library) const { FT_Done_FreeType(library); }

Result<FontLibrary> FontLibrary::open() {
  FT_Library library = nullptr;
  if (const FT_Error error = FT_Init_FreeType(&library); error != 0)
    return fail(ErrorCode::Unsupported, fmt::format("start FreeType: error {}", error));
  return FontLibrary{library};
}

}  // namespace tabacus::fonts
