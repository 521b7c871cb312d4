// The SQL that adds what stored calls say to the kept sums, or takes it away. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tabacus::analytics {

/// A table of sums, and which columns of call_sums are its keys.
struct SumTable {
  std::string_view table;
  std::string_view keys;
  std::string_view keys_of_calls;
  std::string_view groups;
  bool has_histograms;
};

inline constexpr std::array kSumTables{
    SumTable{"rollup_q", "q, tz_q, project_id, provider_id, model_id, billing",
             "q, tz_q, project_id, provider_id, model_id, billing", "1, 2, 3, 4, 5, 6", true},
    SumTable{"rollup_day", "local_day, project_id, provider_id, model_id, billing",
             "local_day, project_id, provider_id, model_id, billing", "1, 2, 3, 4, 5", true},
    SumTable{"totals", "scope, id, part", "0, tab_id, 0", "2", false},
    SumTable{"totals", "scope, id, part", "1, session_id, 0", "2", false},
    SumTable{"totals", "scope, id, part", "2, session_id, agent_id", "2, 3", false},
    SumTable{"totals", "scope, id, part", "3, project_id, branch_id", "2, 3", false},
    SumTable{"totals", "scope, id, part", "4, local_day, 0", "2", false},
    SumTable{"totals", "scope, id, part", "5, model_id, provider_id", "2, 3", false},
};

enum class Change : std::uint8_t {
  Add,
  Take,  ///< leaves first_us and last_us as they are
};

/// For the calls that `condition` over call_sums chooses.
[[nodiscard]] std::string change_sums_sql(Change change, std::string_view condition);

}  // namespace tabacus::analytics
