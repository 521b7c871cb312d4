// Stored calls read back as far as their price goes, and their figures replaced. The connection's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "analytics/model/call.hpp"
#include "analytics/store/database.hpp"
#include "analytics/store/price_rows.hpp"
#include "analytics/store/rollups.hpp"

namespace tabacus::analytics {

struct StoredCall {
  std::int64_t call_id = 0;
  CallRecord call;  ///< usage, models, provider, host, billing, cost, list_cost, saved, basis; the rest is empty
  std::optional<std::int64_t> price_version_id;
  std::optional<std::int64_t> price_id;
  std::string rates;  ///< the row that it was charged by, as JSON; empty where it had none
  bool was_slot = false;
  SumKeys keys;
};

/// Which calls: those with first <= call_id < end, of the tabs whose id in hex begins so.
struct CallRange {
  std::int64_t first = 0;
  std::optional<std::int64_t> end;
  std::optional<std::string> tab_hex;
};

/// Of those, which: a condition over `calls c` whose parameters are numbered from kFirst on.
struct CallCondition {
  static constexpr int kFirst = 5;
  std::string sql = "1";
  std::vector<std::variant<std::int64_t, std::string>> values = {};
};

class StoredCalls {
 public:
  /// The connection must be migrated and outlive this.
  [[nodiscard]] static Result<StoredCalls> prepare(Database& database, CallCondition condition = {});

  /// The next calls with usage at or behind `range.first`, in order of time.
  [[nodiscard]] Result<std::vector<StoredCall>> read(const CallRange& range, std::size_t limit);
  /// Puts the figures of `call` in place of those of the row `before`, which are kept in cost_alt, and tells those who
  /// follow the outbox. A caller's transaction.
  [[nodiscard]] Result<void> replace(const StoredCall& before, const CallRecord& call, SystemTime now);
  /// What was replaced goes into rollups and totals. To be called before each commit.
  [[nodiscard]] Result<void> write_sums() { return rollups_.write(); }
  /// To be called after a rollback.
  void forget_ids() {
    prices_.forget();
    rollups_.forget();
  }

 private:
  CallCondition condition_;
  Statement select_;
  Statement keep_;
  Statement update_;
  Statement update_fee_;
  Statement tell_;
  PriceRows prices_;
  Rollups rollups_;
};

}  // namespace tabacus::analytics
