// A cell of an answer of the database's, as a value. Pure.
#pragma once

#include "analytics/model/value.hpp"
#include "analytics/store/database.hpp"

namespace tabacus::analytics {

/// Of the row the statement is at; bytes that are no text in hexadecimal.
[[nodiscard]] Value value_at(const Statement& row, int column);

}  // namespace tabacus::analytics
