// What the questions about stored calls' prices share: the connection, which calls, whose price list. One thread.
#pragma once

#include <filesystem>

#include "analytics/api/reader.hpp"
#include "analytics/pricing/price_call.hpp"
#include "analytics/store/stored_calls.hpp"

namespace tabacus::analytics {

/// Read-only, of the newest schema. NotFound: no database yet; Unsupported: an older schema.
[[nodiscard]] Result<Database> open_to_look(const std::filesystem::path& directory);

struct ChosenCalls {
  CallRange range;
  CallCondition condition;
};
/// InvalidInput as a Reader's. `limit` and `order` of the filter are not used.
[[nodiscard]] Result<ChosenCalls> chosen_calls(const std::filesystem::path& directory, CallFilter filter);

/// What was priced by its slot stays so: its host's name may have led to a gateway on this machine.
[[nodiscard]] Upstream upstream_of(const StoredCall& stored);

}  // namespace tabacus::analytics
