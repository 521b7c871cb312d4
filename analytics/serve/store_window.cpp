#include "analytics/serve/store_window.hpp"

#include <algorithm>
#include <array>

#include "analytics/api/diff.hpp"
#include "analytics/api/json.hpp"
#include "analytics/api/reprice.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics::serve {
namespace {

/// An agent's or a page's question must not keep others waiting for long.
constexpr std::chrono::seconds kQuestionTime{5};
constexpr std::size_t kMostChangeBytes = 256 * 1024;

constexpr std::array<std::string_view, 3> kChanges{"added", "removed", "changed"};

Json pieces_of(const PartChange& change, std::size_t most_bytes) {
  Json pieces = Json::array();
  if (change.kind != PartChange::Kind::Changed) return pieces;
  std::size_t bytes = 0;
  for (const TextPiece& piece : text_diff(change.before, change.after)) {
    if (bytes > most_bytes) break;
    bytes += piece.text.size();
    const int sign = piece.kind == TextPiece::Kind::Same ? 0 : piece.kind == TextPiece::Kind::Removed ? -1 : 1;
    pieces.push_back({sign, cut_utf8(piece.text, most_bytes)});
  }
  return pieces;
}

/// Columns of v_calls in which search looks.
constexpr std::array<std::string_view, 12> kSearched{"model",      "model_requested", "provider",  "client",
                                                     "project",    "branch",          "session",   "error_type",
                                                     "request_id", "response_id",     "tab_title", "agent"};

std::string condition_of(std::string_view text) {
  const std::string literal = sql_text(text);
  std::string condition =
      fmt::format("call_id IN (SELECT call_id FROM v_notes WHERE instr(lower(note), lower({0})) > 0)", literal);
  for (const std::string_view column : kSearched)
    condition += fmt::format(" OR instr(lower({}), lower({})) > 0", column, literal);
  return condition;
}

/// Rows of `more` that `found` does not have yet, the newest first, `limit` at most.
void add_new_rows(Table& found, const Table& more, std::size_t limit) {
  for (const auto& row : more.rows)
    if (std::ranges::none_of(found.rows, [&](const auto& known) { return known.front() == row.front(); }))
      found.rows.push_back(row);
  std::ranges::sort(found.rows, std::ranges::greater{},
                    [](const auto& row) { return std::get<std::int64_t>(row.front()); });
  if (found.rows.size() > limit) found.rows.resize(limit);
}

Json first_row_or_null(const Result<Table>& table) {
  return table && !table->rows.empty() ? json_row(*table, 0) : Json(nullptr);
}

}  // namespace

std::string sql_text(std::string_view text) {
  std::string literal = "'";
  for (const char c : text) {
    if (c == '\0') break;
    literal.append(c == '\'' ? 2 : 1, c);
  }
  return literal + '\'';
}

Json request_changes(const KeptCall& before, const KeptCall& after, std::size_t most_bytes) {
  Json changes = Json::array();
  for (const PartChange& change : conversation_diff(conversation_of(before), conversation_of(after)))
    changes.push_back(
        {{"part", change.part},
         {"change", kChanges[static_cast<std::size_t>(change.kind)]},
         {"before", change.kind == PartChange::Kind::Added ? Json(nullptr) : Json(cut_utf8(change.before, most_bytes))},
         {"after", change.kind == PartChange::Kind::Removed ? Json(nullptr) : Json(cut_utf8(change.after, most_bytes))},
         {"pieces", pieces_of(change, most_bytes)}});
  return changes;
}

Result<Reader*> StoreWindow::calls() {
  if (!reader_) {
    auto opened = Reader::open(directory_);
    if (!opened) return fail(opened.error());
    reader_ = std::move(*opened);
    reader_->set_time_limit(kQuestionTime);
  }
  return reader_.get();
}

Result<BodyReader*> StoreWindow::bodies() {
  if (!bodies_) {
    auto opened = BodyReader::open(directory_);
    if (!opened) return fail(opened.error());
    bodies_ = std::move(*opened);
  }
  return bodies_.get();
}

Result<Table> StoreWindow::ask(std::string_view sql, std::size_t max_rows) {
  const auto reader = calls();
  if (!reader) return fail(reader.error());
  return (*reader)->sql(sql, max_rows);
}

Result<std::int64_t> StoreWindow::newest(CallFilter filter) {
  const auto reader = calls();
  if (!reader) return fail(reader.error());
  filter.limit = 1;
  filter.columns = {"call_id"};
  const auto found = (*reader)->calls(filter);
  if (!found) return fail(found.error());
  if (found->rows.empty()) return fail(ErrorCode::NotFound, "there is no call yet");
  return std::get<std::int64_t>(found->rows.front().front());
}

Result<FoundCalls> StoreWindow::search(CallFilter filter, const std::string& text) {
  const auto reader = calls();
  if (!reader) return fail(reader.error());
  CallFilter by_columns = filter;
  by_columns.where =
      filter.where ? fmt::format("({}) AND ({})", *filter.where, condition_of(text)) : condition_of(text);
  auto found = (*reader)->calls(by_columns);
  if (!found) return fail(found.error());
  filter.text = text;
  const auto by_words = (*reader)->calls(filter);  // fails where bodies are not kept or not indexed
  if (by_words) add_new_rows(*found, *by_words, filter.limit);
  return FoundCalls{std::move(*found), by_words.has_value()};
}

Result<Json> StoreWindow::cost_of(std::int64_t call_id) {
  const auto cost = cost_of_call(directory_, call_id);
  if (!cost && cost.error().code == ErrorCode::NotFound) return Json(nullptr);
  if (!cost) return fail(cost.error());
  return parse_json(cost_json(*cost));
}

Result<Json> StoreWindow::call_detail(std::int64_t call_id) {
  const auto call = ask(fmt::format("SELECT * FROM v_calls WHERE call_id = {}", call_id), 1);
  if (!call) return fail(call.error());
  if (call->rows.empty()) return fail(ErrorCode::NotFound, fmt::format("there is no call {}", call_id));
  auto cost = cost_of(call_id);
  if (!cost) return fail(cost.error());
  const auto note = ask(fmt::format("SELECT note FROM v_notes WHERE call_id = {}", call_id), 1);
  Json detail = Json::object();
  detail["call"] = json_row(*call, 0);
  detail["usage"] = first_row_or_null(ask(fmt::format("SELECT * FROM v_usage WHERE call_id = {}", call_id), 1));
  detail["why"] = first_row_or_null(ask(fmt::format("SELECT * FROM v_why WHERE call_id = {}", call_id), 1));
  detail["note"] = note && !note->rows.empty() ? json_value(note->rows[0][0]) : Json(nullptr);
  detail["cost"] = std::move(*cost);
  return detail;
}

Result<Json> StoreWindow::call_difference(std::int64_t a, std::int64_t b) {
  const auto calls =
      ask(fmt::format("SELECT * FROM v_calls WHERE call_id IN ({0}, {1}) ORDER BY call_id <> {0}", a, b), 2);
  if (!calls) return fail(calls.error());
  if (a == b) return fail(ErrorCode::InvalidInput, "these are the same call");
  if (calls->rows.size() < 2)
    return fail(ErrorCode::NotFound, fmt::format("there are not both a call {} and a call {}", a, b));
  Json difference = {
      {"a", a}, {"b", b}, {"columns", Json::array()}, {"changes", nullptr}, {"changes_missing", nullptr}};
  for (std::size_t column = 1; column < calls->columns.size(); ++column)
    if (const Value& before = calls->rows[0][column], &after = calls->rows[1][column]; before != after)
      difference["columns"].push_back(
          {{"name", calls->columns[column]}, {"before", json_value(before)}, {"after", json_value(after)}});
  const auto kept = bodies();
  const auto before = kept ? (*kept)->read(a) : Result<KeptCall>{fail(kept.error())};
  const auto after = kept ? (*kept)->read(b) : Result<KeptCall>{fail(kept.error())};
  if (before && after)
    difference["changes"] = request_changes(*before, *after, kMostChangeBytes);
  else
    difference["changes_missing"] = (before ? after.error() : before.error()).message;
  return difference;
}

}  // namespace tabacus::analytics::serve
