// How the columns of an answer become those of a table for people: a heading, a way to write the value, a rank.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "app/cli/output.hpp"

namespace tabacus::app {

struct Shown {
  std::string_view heading;
  std::string_view column;  ///< of the answer; it must be there
  std::string (*text)(const analytics::Value&);
  bool is_number;
  std::uint8_t rank;  ///< of TextTable
  /// Left out where no row has it.
  bool only_if_known = false;
};

[[nodiscard]] TextTable shown_table(const analytics::Table& answer, std::span<const Shown> columns);

// More ways to write a value.
[[nodiscard]] std::string last_path_part(const analytics::Value& path);
[[nodiscard]] std::string short_id(const analytics::Value& id);  ///< its beginning, where it is long

}  // namespace tabacus::app
