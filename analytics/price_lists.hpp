// Reads the price lists of this user from their files, for whoever builds a price book. A file that cannot be used is a
// warning, never a failure: calls are then charged by the lists below it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analytics/api/prices.hpp"
#include "analytics/pricing/price_book.hpp"

namespace tabacus::analytics {

struct PriceLists {
  std::vector<PriceTable> tables;  ///< the shipped one first, later ones over earlier ones
  std::vector<std::string> warnings;

  [[nodiscard]] PriceBook book() const { return PriceBook::of(tables); }
  /// The date of most prices: a list of a few models makes the others no newer.
  [[nodiscard]] std::string as_of() const;
};

[[nodiscard]] PriceLists load_price_lists(const PriceFiles& files);

/// Notices that one of the files has changed, by what the file system says of it. One thread.
class PriceWatch {
 public:
  explicit PriceWatch(PriceFiles files);

  [[nodiscard]] const PriceFiles& files() const { return files_; }
  /// Since this was last asked, or made.
  [[nodiscard]] bool has_changed();

 private:
  struct Stamp {
    std::uint64_t inode = 0;  ///< 0: no such file
    std::int64_t size = 0;
    std::int64_t changed_ns = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  [[nodiscard]] static Stamp stamp_of(const std::filesystem::path& file);

  PriceFiles files_;
  Stamp imported_;
  Stamp own_;
};

}  // namespace tabacus::analytics
