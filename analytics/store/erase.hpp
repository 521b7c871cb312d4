// Deletes calls so that sums, totals and names agree with what is left. Any thread; its own transactions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "analytics/store/database.hpp"

namespace tabacus::analytics {

/// At most one is set; none: everything.
struct Erasure {
  std::optional<std::string> session;
  std::optional<std::string> project;
  std::optional<std::int64_t> before_us;
};

struct ErasedCalls {
  std::int64_t calls = 0;
  std::optional<std::int64_t> first_us, last_us;
};

/// What would go.
[[nodiscard]] Result<ErasedCalls> count_calls(Database& database, const Erasure& erasure);
/// Batch by batch, each with its sums.
[[nodiscard]] Result<void> erase_calls(Database& database, const Erasure& erasure);

}  // namespace tabacus::analytics
