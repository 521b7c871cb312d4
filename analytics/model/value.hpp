// What the database answers with. Values.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tabacus::analytics {

/// One cell of an answer; monostate is SQL's NULL: not known.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};

}  // namespace tabacus::analytics
