// What a client of the tab's port as an HTTP proxy sends.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "base/base64.hpp"

namespace tabacus::analytics::test {

/// The field that programs make of http://tab:TOKEN@127.0.0.1:PORT.
inline std::string proxy_authorization(std::string_view token) {
  return fmt::format("Proxy-Authorization: Basic {}\r\n", encode_base64(fmt::format("tab:{}", token)));
}

inline std::string connect_head(std::string_view target, std::string_view fields) {
  return fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n{1}\r\n", target, fields);
}

}  // namespace tabacus::analytics::test
