#include "fonts/library.hpp"

#include <ft2build.h>
#include FT_FREETYPE_H

namespace tabacus::fonts {

void FontLibrary::Close::operator()(FT_LibraryRec_* library) const { FT_Done_FreeType(library); }

Result<FontLibrary> FontLibrary::open() {
  FT_Library library = nullptr;
  if (const FT_Error error = FT_Init_FreeType(&library); error != 0)
    return fail(ErrorCode::Unsupported, fmt::format("start FreeType: error {}", error));
  return FontLibrary{library};
}

}  // namespace tabacus::fonts
