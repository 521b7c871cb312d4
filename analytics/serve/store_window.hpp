// The database and the kept bodies as the serving side asks them: opened when first asked for, since neither need exist
// yet. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "analytics/api/bodies.hpp"
#include "analytics/api/reader.hpp"
#include "analytics/serve/json_value.hpp"

namespace tabacus::analytics::serve {

struct FoundCalls {
  Table calls;                   ///< rows of v_calls, the newest first
  bool bodies_searched = false;  ///< whether words of bodies were looked for, too
};

class StoreWindow {
 public:
  explicit StoreWindow(std::filesystem::path directory) : directory_{std::move(directory)} {}

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

  // Errors as of Reader::open and BodyReader::open; what is not there now may be there the next time.
  [[nodiscard]] Result<Reader*> calls();
  [[nodiscard]] Result<BodyReader*> bodies();

  /// One SELECT of ours.
  [[nodiscard]] Result<Table> ask(std::string_view sql, std::size_t max_rows = 10'000);
  /// Of the filter; NotFound: none.
  [[nodiscard]] Result<std::int64_t> newest(CallFilter filter);

  /// Calls of the filter that hold `text` in a name, an id, an error or a note, or, where bodies are indexed, in what
  /// was sent or answered.
  [[nodiscard]] Result<FoundCalls> search(CallFilter filter, const std::string& text);

  /// One object {call, usage, why, note, cost}: the rows of the views, and how the cost comes about (null where there
  /// is no usage). NotFound: no such call.
  [[nodiscard]] Result<Json> call_detail(std::int64_t call_id);
  /// One object {a, b, columns, changes, changes_missing}: what was measured and differs; and what the requests say
  /// differently, or why that is not known.
  [[nodiscard]] Result<Json> call_difference(std::int64_t a, std::int64_t b);

 private:
  Result<Json> cost_of(std::int64_t call_id);

  std::filesystem::path directory_;
  std::unique_ptr<Reader> reader_;
  std::unique_ptr<BodyReader> bodies_;
};

/// What is kept of both requests, compared by the engine of `tabacus diff`: [{part, change, before, after, pieces}];
/// pieces: [[0 same | -1 removed | 1 added, text]...] of what changed. Texts are cut at `most_bytes`.
[[nodiscard]] Json request_changes(const KeptCall& before, const KeptCall& after, std::size_t most_bytes);

/// `text` as an SQL literal.
[[nodiscard]] std::string sql_text(std::string_view text);

}  // namespace tabacus::analytics::serve
