// What comes over the control socket, as request and as reply: read or refused, and what is read can be written again.
#include <cstdlib>
#include <string_view>

#include "app/control/instance_status.hpp"
#include "app/control/protocol.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tabacus::app;
  const std::string_view line{reinterpret_cast<const char*>(data), size};
  if (const auto request = parse_request(line)) {
    const auto again = parse_request(request_line(*request));
    if (!again || again->op != request->op || again->tab != request->tab) std::abort();
  }
  if (const auto status = parse_status_reply(line))
    if (!parse_status_reply(status_reply(*status))) std::abort();
  return 0;
}
