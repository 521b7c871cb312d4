#include "analytics/price_lists.hpp"

#include <sys/stat.h>

#include <algorithm>

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

std::string PriceLists::as_of() const {
  std::string newest;
  for (const PriceTable& table : tables)
    if (table.models.size() * 2 >= tables.front().models.size()) newest = std::max(newest, table.as_of);
  return newest;
}

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

PriceWatch::PriceWatch(PriceFiles files)
    : files_{std::move(files)}, imported_{stamp_of(files_.imported)}, own_{stamp_of(files_.own)} {}

PriceWatch::Stamp PriceWatch::stamp_of(const std::filesystem::path& file) {
  struct stat status {};
  if (file.empty() || ::stat(file.c_str(), &status) != 0) return {};
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  return {status.st_ino, status.st_size, status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec};
}

bool PriceWatch::has_changed() {
  const Stamp imported = stamp_of(files_.imported);
  const Stamp own = stamp_of(files_.own);
  const bool changed = imported != imported_ || own != own_;
  imported_ = imported;
  own_ = own;
  return changed;
}

}  // namespace tabacus::analytics
