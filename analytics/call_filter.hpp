// From a CallFilter to SQL: one place for every question that chooses calls. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analytics/api/reader.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// A condition over `calls c`, and the values of its numbered parameters, in order.
struct Where {
  std::string sql = "1";
  std::vector<std::variant<std::int64_t, std::string>> values;
};

/// Rows that words of a filter turned out to mean: by them an index gives the newest calls without sorting.
struct KnownIds {
  std::optional<std::int64_t> tab, session;
};

/// Parameters are numbered from `first_parameter` on. Time is a range of call_id, which is the order of the table.
/// InvalidInput: a tab or status that cannot be; a `where` that check_expression refuses.
/// Unsupported: by words, which are in another database.
[[nodiscard]] Result<Where> where_of(const CallFilter& filter, int first_parameter = 1, const KnownIds& known = {});

/// A condition over `sessions`: the id begins with the parameter {0}, as its index answers it.
inline constexpr std::string_view kSessionBegins =
    "source IN (0, 1) AND wire_id >= {0} AND wire_id < {0} || char(1114111)";

/// Whether it chooses by time alone, or not at all.
[[nodiscard]] bool is_by_time_only(const CallFilter& filter);

/// Whether `text` is one whole expression, so that it stays inside the brackets that are put around it: brackets,
/// quotes and comments are closed, and it holds no statement's end and no parameter. InvalidInput otherwise. What it
/// may read is the query guard's to say.
[[nodiscard]] Result<void> check_expression(std::string_view text);

}  // namespace tabacus::analytics
