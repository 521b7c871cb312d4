#include "analytics/stored_value.hpp"

#include <string>
#include <string_view>

namespace tabacus::analytics {
namespace {

std::string hex_of(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

}  // namespace

Value value_at(const Statement& row, int column) {
  switch (row.column_type(column)) {
    case ColumnType::Null:
      return std::monostate{};
    case ColumnType::Integer:
      return row.integer(column);
    case ColumnType::Real:
      return row.real(column);
    case ColumnType::Text:
      return std::string{row.bytes(column)};
    case ColumnType::Blob:
      return hex_of(row.bytes(column));
  }
  return std::monostate{};
}

}  // namespace tabacus::analytics
