// Calls written out in a form that other programs read. The thread of the source.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/model/value.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// A form as the user names it.
struct ExportForm {
  std::string_view id;         ///< "har"
  std::string_view extension;  ///< without a dot
  std::string_view summary;    ///< for people
};

[[nodiscard]] std::vector<ExportForm> export_forms();

/// What a call sent and was answered, as it is kept: heads, an empty line, bodies; secrets masked.
struct WireText {
  std::string request;
  std::string response;
};
/// Empty: nothing is kept of that call.
using WireSource = std::function<Result<std::optional<WireText>>(std::int64_t call_id)>;

/// Where an export goes, piece by piece.
struct ExportTarget {
  std::function<Result<void>(std::string_view)> write;
  std::function<void(std::int64_t)> progress =
      {};                ///< hears now and then how many calls have been written; may be empty
  WireSource wire = {};  ///< for forms that have room for what was sent (har, jsonl, html); may be empty
};

/// The calls behind the call `after`, `limit` at most, as Reader::calls_behind tells them; none: there are no more.
using CallSource = std::function<Result<Table>(std::int64_t after, std::size_t limit)>;

/// Writes all that `source` has, in the memory of some hundreds of calls, however many there are; returns how many.
/// InvalidInput: there is no such form; else what `source` or `target` failed with.
[[nodiscard]] Result<std::int64_t> export_calls(const CallSource& source, std::string_view form,
                                                const ExportTarget& target);

/// The form of export that export_wire writes.
inline constexpr ExportForm kWireForm{"http", "http", "requests and answers as they were sent, where bodies are kept"};

/// Each kept message behind a line "### call ID, request" or "### call ID, response". Returns how many calls were kept.
[[nodiscard]] Result<std::int64_t> export_wire(const CallSource& source, const WireSource& wire,
                                               const ExportTarget& target);

}  // namespace tabacus::analytics
