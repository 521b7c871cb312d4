// Calls as the inspector's list takes them: few columns, since there may be a hundred thousand rows. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analytics/model/value.hpp"

namespace tabacus::analytics::serve {

/// Those of v_calls that the list shows, groups or filters by.
[[nodiscard]] std::vector<std::string_view> list_columns();
/// {"columns": [...], "rows": [[...]...]}
[[nodiscard]] std::string table_json(const Table& table);

}  // namespace tabacus::analytics::serve
