#include "render/typography.hpp"

#include <utility>

namespace tabacus::render {

Result<Typography> Typography::open(const fonts::FontOptions& options, int ui_size_percent) {
  auto library = fonts::FontLibrary::open();
  if (!library) return fail(library.error());
  auto catalogue = fonts::FontCatalogue::open();
  if (!catalogue) return fail(catalogue.error());
  Typography type;
  type.library_ = std::make_unique<fonts::FontLibrary>(std::move(*library));
  type.catalogue_ = std::make_unique<fonts::FontCatalogue>(std::move(*catalogue));

  auto grid = fonts::FontSet::open(*type.library_, *type.catalogue_, options);
  if (!grid) return fail(grid.error());
  type.grid_ = std::make_unique<fonts::FontSet>(std::move(*grid));

  fonts::FontOptions smaller = options;
  smaller.size_pt = options.size_pt * ui_size_percent / 100;
  smaller.ligatures = false;
  smaller.features.clear();
  auto ui = fonts::FontSet::open(*type.library_, *type.catalogue_, smaller);
  if (!ui) return fail(ui.error());
  type.ui_ = std::make_unique<fonts::FontSet>(std::move(*ui));
  return type;
}

Typography& Typography::operator=(Typography&& other) noexcept {
  std::swap(library_, other.library_);
  std::swap(catalogue_, other.catalogue_);
  std::swap(grid_, other.grid_);
  std::swap(ui_, other.ui_);
  return *this;
}

}  // namespace tabacus::render
