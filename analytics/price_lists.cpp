#include "analytics/price_lists.hpp"

#include "base/paths.hpp"

namespace tabacus::analytics {
namespace {

/// Empty without a warning where there is no such file.
std::optional<PriceTable> load(const std::filesystem::path& file, const char* source,
                               std::vector<std::string>& warnings) {
  if (file.empty()) return std::nullopt;
  const auto text = read_regular_file(file, kMaxPriceFileBytes);
  if (!text && text.error().code == ErrorCode::NotFound) return std::nullopt;
  auto table = text ? parse_price_table(*text) : Result<PriceTable>{fail(text.error())};
  if (!table) {
    warnings.push_back(fmt::format("the prices in {} are not used: {}", file.native(), table.error().message));
    return std::nullopt;
  }
  table->source = source;
  return std::move(*table);
}

}  // namespace

PriceLists load_price_lists(const PriceFiles& files) {
  PriceLists lists;
  lists.tables.push_back(shipped_price_table());
  const std::string shipped_as_of = lists.tables.front().as_of;
  auto imported = load(files.imported, "imported", lists.warnings);
  if (imported && imported->as_of < shipped_as_of)
    lists.warnings.push_back(
        fmt::format("the imported prices of {} are older than the shipped ones of {} and are not "
                    "used; 'tabacus prices forget' removes them",
                    imported->as_of, shipped_as_of));
  else if (imported)
    lists.tables.push_back(std::move(*imported));
  if (auto own = load(files.own, "user", lists.warnings)) {
    own->as_of.clear();  // a few rows of the user's do not make the whole list newer
    lists.tables.push_back(std::move(*own));
  }
  return lists;
}

}  // namespace tabacus::analytics
