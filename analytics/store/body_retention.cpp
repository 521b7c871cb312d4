#include "analytics/store/body_retention.hpp"

#include <string>

namespace tabacus::analytics {
namespace {

constexpr int kCallsPerBatch = 20;
constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::int64_t kMebibyte = std::int64_t{1024} * 1024;
constexpr int kPagesPerBatch = 200;

Result<std::vector<std::int64_t>> oldest(Database& database, const std::string& condition) {
  auto statement = database.prepare(
      fmt::format("SELECT call_id FROM bodies WHERE {} ORDER BY call_id LIMIT {}", condition, kCallsPerBatch));
  if (!statement) return fail(statement.error());
  std::vector<std::int64_t> ids;
  for (;;) {
    const auto row = statement->step();
    if (!row) return fail(row.error());
    if (!*row) return ids;
    ids.push_back(statement->integer(0));
  }
}

/// What the rows take; free pages are used again.
Result<std::int64_t> bytes_in_use(Database& database) {
  std::int64_t pages = 0;
  for (const auto& [pragma, sign] : {std::pair{"PRAGMA page_count", 1}, std::pair{"PRAGMA freelist_count", -1}}) {
    const auto count = database.integer(pragma);
    if (!count) return fail(count.error());
    pages += sign * count->value_or(0);
  }
  const auto size = database.integer("PRAGMA page_size");
  if (!size) return fail(size.error());
  return pages * size->value_or(0);
}

Result<bool> give_space_back(Database& database) {
  const auto free_pages = database.integer("PRAGMA freelist_count");
  if (!free_pages) return fail(free_pages.error());
  if (free_pages->value_or(0) <= kPagesPerBatch) return false;
  if (auto ran = database.execute(fmt::format("PRAGMA incremental_vacuum({})", kPagesPerBatch)); !ran)
    return fail(ran.error(), "give space back");
  return true;
}

}  // namespace

Result<void> erase_bodies(Database& database, BodyRows& rows, const std::vector<std::int64_t>& call_ids) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return fail(transaction.error());
  rows.forget_ids();
  for (const std::int64_t call_id : call_ids)
    if (auto erased = rows.erase(call_id); !erased) return erased;
  return transaction->commit();
}

Result<void> erase_bodies_without_calls(Database& database, const std::filesystem::path& calls_file) {
  auto attach = database.prepare("ATTACH ? AS metered");
  if (!attach) return fail(attach.error());
  if (auto attached = attach->bind(std::string_view{calls_file.native()}).run(); !attached) return attached;
  auto rows = BodyRows::prepare(database, HashKey{});
  if (!rows) return fail(rows.error());
  for (std::int64_t last = -1;;) {
    auto doomed = oldest(database, fmt::format("call_id > {} AND NOT EXISTS (SELECT 1 FROM metered.calls c WHERE "
                                               "c.call_id = bodies.call_id)",
                                               last));
    if (!doomed) return fail(doomed.error());
    if (doomed->empty()) break;
    last = doomed->back();
    if (auto erased = erase_bodies(database, **rows, *doomed); !erased) return erased;
  }
  if (auto ran = database.execute("PRAGMA main.incremental_vacuum; PRAGMA main.wal_checkpoint(TRUNCATE);"); !ran)
    return fail(ran.error(), "give space back");
  return {};
}

Result<bool> prune_bodies(Database& database, BodyRows& rows, const BodyRetention& retention, SystemTime now) {
  std::vector<std::int64_t> doomed;
  if (retention.days > 0) {
    auto old = oldest(database, fmt::format("call_id < {}", (to_epoch_us(now) - retention.days * kDayUs) * 8));
    if (!old) return fail(old.error());
    doomed = std::move(*old);
  }
  if (doomed.empty() && retention.mebibytes > 0) {
    const auto bytes = bytes_in_use(database);
    if (!bytes) return fail(bytes.error());
    if (*bytes > retention.mebibytes * kMebibyte) {
      auto first = oldest(database, "1");
      if (!first) return fail(first.error());
      doomed = std::move(*first);
    }
  }
  if (doomed.empty()) return give_space_back(database);
  if (auto erased = erase_bodies(database, rows, doomed); !erased) return fail(erased.error(), "prune");
  return true;
}

}  // namespace tabacus::analytics
