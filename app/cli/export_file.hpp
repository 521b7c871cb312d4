// An export that goes to a file: under another name until it is whole, so that a failed one leaves no half a file.
#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include "analytics/api/export.hpp"
#include "analytics/api/reader.hpp"

namespace tabacus::app {

/// `name` is for the message.
[[nodiscard]] Result<void> write_piece(std::ostream& out, std::string_view piece, const std::string& name);

/// Returns how many calls there were. Writes over `file` where it is there.
[[nodiscard]] Result<std::int64_t> export_to_file(const analytics::CallSource& source, std::string_view form,
                                                  const std::string& file,
                                                  const std::function<void(std::int64_t)>& progress = {},
                                                  const analytics::WireSource& wire = {});

/// As export_calls, or export_wire where that is the form: it needs `target.wire`.
[[nodiscard]] Result<std::int64_t> export_form(const analytics::CallSource& source, std::string_view form,
                                               const analytics::ExportTarget& target);

/// Lets `write` make a file of another name, which then takes `file`'s place.
[[nodiscard]] Result<std::int64_t> write_whole(const std::string& file,
                                               const std::function<Result<std::int64_t>(const std::string&)>& write);

/// The calls that the filter chooses; `reader` must outlive it.
[[nodiscard]] analytics::CallSource calls_of(analytics::Reader& reader, analytics::CallFilter filter);

}  // namespace tabacus::app
