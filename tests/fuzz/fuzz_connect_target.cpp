// Any bytes as the target of a CONNECT, and as an absolute target: what is taken names one host and port in one way
// only, and the path behind it is kept.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "analytics/wire/authority.hpp"
#include "base/assert.hpp"

namespace {

using namespace tabacus;
using namespace tabacus::analytics;

void check(const Authority& authority) {
  TABACUS_ASSERT(authority.port > 0 && !authority.host.empty(), "a target is whole");
  TABACUS_ASSERT(authority.host.find_first_of("@/?#[]%\\ ") == std::string::npos, "a host holds no delimiter");
  TABACUS_ASSERT(std::ranges::none_of(authority.host, [](char c) { return c <= ' ' || c >= '\x7f'; }),
                 "a host is visible ASCII");
  const auto again = parse_connect_target(authority.text());
  TABACUS_ASSERT(again.has_value() && *again == authority, "its text names the same place");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  if (const auto authority = parse_connect_target(input)) {
    check(*authority);
    const auto absolute = parse_absolute_target("http://" + std::string{input} + "/p");
    TABACUS_ASSERT(absolute.has_value() && absolute->authority == *authority && absolute->origin_form == "/p",
                   "both forms name the same place");
  }
  if (const auto absolute = parse_absolute_target(input)) {
    check(absolute->authority);
    TABACUS_ASSERT(absolute->origin_form.starts_with('/'), "the path is an origin form");
    const std::string_view path{absolute->origin_form};
    TABACUS_ASSERT(input.ends_with(path) || input.ends_with(path.substr(1)), "the path is kept");
  }
  return 0;
}
