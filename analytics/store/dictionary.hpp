// A table id <-> text of schema 1 (provider, model, host ...), with the ids of this run in memory. db thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/store/database.hpp"
#include "analytics/store/id_memory.hpp"

namespace tabacus::analytics {

/// A default one is empty and may only be assigned to.
class Dictionary {
 public:
  Dictionary() = default;

  /// `columns` are those that identify a row: {"name"}, {"provider_id", "name"}.
  [[nodiscard]] static Result<Dictionary> open(Database& database, std::string_view table,
                                               const std::vector<std::string>& columns);

  /// The row's id; the row is made when it is missing.
  template <typename... Columns>
  [[nodiscard]] Result<std::int64_t> id_of(const Columns&... columns) {
    if (const auto known = ids_.find(columns...)) return *known;
    // Insert first: another process may add the same text between a look and an insert.
    if (auto inserted = insert_.bind(columns...).run(); !inserted) return fail(inserted.error());
    const auto id = select_.bind(columns...).run_for_integer();
    if (!id) return fail(id.error());
    if (!*id) return fail(ErrorCode::Unsupported, "a dictionary row could not be made");
    ids_.remember(**id);
    return **id;
  }

  /// What the row of a text was found to be, as that came last; empty for any other. Most calls are like the last one,
  /// whose texts need not be made fit for storing again.
  [[nodiscard]] std::optional<std::int64_t> last_id_of(std::string_view unfit) const {
    return unfit == last_text_ ? last_id_ : std::nullopt;
  }
  void remember_last(std::string_view unfit, std::int64_t id) {
    last_text_ = unfit;
    last_id_ = id;
  }

  /// After a rollback the rows of that transaction do not exist.
  void forget() {
    ids_.forget();
    last_id_.reset();
  }

 private:
  Dictionary(Statement insert, Statement select) : insert_{std::move(insert)}, select_{std::move(select)} {}

  Statement insert_;
  Statement select_;
  IdMemory ids_;
  std::string last_text_;
  std::optional<std::int64_t> last_id_;  // of it
};

}  // namespace tabacus::analytics
