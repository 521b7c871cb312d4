// The table sessions: who talks to whom is looked up once, and how long a session lasts is written once a commit. db
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "analytics/store/database.hpp"

namespace tabacus::analytics {

/// What a call tells of its session.
struct SessionRow {
  int source = 0;  ///< as the column: 0 the tab's own session, 1 named by the client
  std::string wire_id;
  std::optional<std::int64_t> agent_kind;
  std::optional<std::int64_t> project;
  std::int64_t at_us = 0;  ///< when the call began
};

/// A default one is empty and may only be assigned to.
class SessionRows {
 public:
  SessionRows() = default;
  [[nodiscard]] static Result<SessionRows> open(Database& database);

  /// The session's row; it is made when it is missing.
  [[nodiscard]] Result<std::int64_t> id_of(const SessionRow& row);
  /// Writes the times of the sessions seen since the last one. Before each commit.
  [[nodiscard]] Result<void> write_times();
  /// After a rollback the rows of that transaction do not exist.
  void forget() { known_.clear(); }

 private:
  struct Known {
    std::int64_t id = 0;
    std::optional<std::int64_t> agent_kind, project;
    std::int64_t first_us = 0;
    std::int64_t last_us = 0;
    bool is_widened = false;  // and not yet written
  };

  SessionRows(Statement put, Statement widen) : put_{std::move(put)}, widen_{std::move(widen)} {}
  [[nodiscard]] Result<std::int64_t> put(const SessionRow& row, Known& known);

  Statement put_;
  Statement widen_;
  std::unordered_map<std::string, Known> known_;  // by source and wire id
};

}  // namespace tabacus::analytics
