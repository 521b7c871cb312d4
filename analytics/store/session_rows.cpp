// What is known of a session only grows: its times widen, and a kind or project once told stays until another is told.
#include "analytics/store/session_rows.hpp"

#include <algorithm>

namespace tabacus::analytics {
namespace {

constexpr std::size_t kMaxKnown = 4096;

constexpr std::string_view kPut =
    "INSERT INTO sessions(source, wire_id, agent_kind_id, project_id, first_us, last_us) VALUES(?1, ?2, ?3, ?4, ?5, "
    "?5) "
    "ON CONFLICT(source, wire_id) DO UPDATE SET first_us = min(first_us, excluded.first_us), "
    "last_us = max(last_us, excluded.last_us), agent_kind_id = coalesce(excluded.agent_kind_id, agent_kind_id), "
    "project_id = coalesce(excluded.project_id, project_id) RETURNING session_id";

constexpr std::string_view kWiden =
    "UPDATE sessions SET first_us = min(first_us, ?2), last_us = max(last_us, ?3) WHERE session_id = ?1";

std::string key_of(const SessionRow& row) {
  std::string key{static_cast<char>(row.source)};
  return key += row.wire_id;
}

}  // namespace

Result<SessionRows> SessionRows::open(Database& database) {
  auto put = database.prepare(kPut);
  if (!put) return fail(put.error());
  auto widen = database.prepare(kWiden);
  if (!widen) return fail(widen.error());
  return SessionRows{std::move(*put), std::move(*widen)};
}

Result<std::int64_t> SessionRows::id_of(const SessionRow& row) {
  const auto found = known_.find(key_of(row));
  if (found == known_.end() || found->second.agent_kind != row.agent_kind || found->second.project != row.project) {
    if (known_.size() >= kMaxKnown)
      if (auto written = write_times(); !written) return fail(written.error());
    if (known_.size() >= kMaxKnown) known_.clear();
    return put(row, known_[key_of(row)]);
  }
  Known& known = found->second;
  if (row.at_us < known.first_us || row.at_us > known.last_us) known.is_widened = true;
  known.first_us = std::min(known.first_us, row.at_us);
  known.last_us = std::max(known.last_us, row.at_us);
  return known.id;
}

Result<std::int64_t> SessionRows::put(const SessionRow& row, Known& known) {
  const auto id = put_.bind(row.source, row.wire_id, row.agent_kind, row.project, row.at_us).run_for_integer();
  if (!id || !*id) {
    known_.erase(key_of(row));
    return id ? fail(ErrorCode::Unsupported, "a session's row could not be made") : fail(id.error());
  }
  const bool is_new = known.id == 0;
  known.id = **id;
  known.agent_kind = row.agent_kind;
  known.project = row.project;
  known.first_us = is_new ? row.at_us : std::min(known.first_us, row.at_us);
  known.last_us = is_new ? row.at_us : std::max(known.last_us, row.at_us);
  return known.id;
}

Result<void> SessionRows::write_times() {
  for (auto& [key, known] : known_) {
    if (!known.is_widened) continue;
    if (auto written = widen_.bind(known.id, known.first_us, known.last_us).run(); !written) return written;
    known.is_widened = false;
  }
  return {};
}

}  // namespace tabacus::analytics
