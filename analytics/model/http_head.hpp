// Heads of an HTTP/1.1 message as they stood on the wire: names keep their case, order and duplicates. Values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace tabacus::analytics {

struct Headers {
  std::vector<std::pair<std::string, std::string>> fields;

  /// The first value of that name, compared without case; empty when there is none.
  [[nodiscard]] std::string_view find(std::string_view name) const {
    for (const auto& [field, value] : fields)
      if (equals_ignore_case(field, name)) return value;
    return {};
  }
};

struct RequestHead {
  std::string method;
  std::string target;  ///< as sent upstream, query included
  Headers headers;
};

struct ResponseHead {
  int status = 0;
  std::string reason;
  Headers headers;
};

}  // namespace tabacus::analytics
