// Server-sent events: bytes in, events out. Pure; any one thread. Source: WHATWG HTML 9.2.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tabacus::analytics {

struct SseEvent {
  std::string name;  ///< "message" when the stream gave none
  std::string data;  ///< data lines joined by '\n', no trailing newline
};

}  // namespace tabacus::analytics
