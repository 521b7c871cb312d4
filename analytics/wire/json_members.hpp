// The first members of a JSON object of which only a beginning is there: enough to tell what kind of message it is
// before it is whole. Pure; reads nothing twice.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

namespace tabacus::analytics {

struct JsonMember {
  std::string_view name;                 ///< as written, escapes and all
  std::optional<std::string_view> text;  ///< the value, as written, where it is a string and whole
};

/// Gives `sink` the members of the object at the start of `json` until it returns false, in their order. A member is
/// given as soon as its value has begun, a string only when it has ended. What is no JSON ends it early.
void for_each_member(std::string_view json, const std::function<bool(const JsonMember&)>& sink);

}  // namespace tabacus::analytics
