// What becomes too old to keep, in batches so small that nothing waits for them. Sums of what goes stay. The
// connection's thread.
#pragma once

#include "analytics/model/retention.hpp"
#include "analytics/store/database.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics {

/// Takes the next batch in a transaction of its own, or gives a few free pages back to the disk. True: there may be
/// more to do. Conflict: another process is writing; nothing was done.
[[nodiscard]] Result<bool> prune_some(Database& database, const Retention& retention, SystemTime now);

}  // namespace tabacus::analytics
