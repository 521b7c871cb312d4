// The SQL of what sessions and agents did, from their calls and what explains them. Pure.
#pragma once

#include <cstddef>
#include <string>

namespace tabacus::analytics {

/// `where` is a condition over `calls c`. Columns as Reader::sessions and Reader::agents give them.
[[nodiscard]] std::string sessions_sql(const std::string& where, std::size_t limit);
[[nodiscard]] std::string agents_sql(const std::string& where, std::size_t limit);

/// The same of all calls, out of the totals, which also know calls that retention has taken.
[[nodiscard]] std::string kept_sessions_sql(std::size_t limit);
[[nodiscard]] std::string kept_agents_sql(std::size_t limit);

}  // namespace tabacus::analytics
