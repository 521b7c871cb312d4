// Messages of the Model Context Protocol: whatever comes in, what goes out is JSON with an id that may stand there.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "analytics/serve/mcp/json_rpc.hpp"

using namespace tabacus::analytics::serve;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const RpcReading reading = read_message(text);
  const Json& id = reading.message.id;
  if (!id.is_null() && !id.is_string() && !id.is_number_integer()) std::abort();
  if (reading.kind == RpcReading::Kind::Mistake) {
    const Json answer = error_message(id, reading.mistake);
    if (!parse_json(dump(answer))) std::abort();
  } else if (reading.kind == RpcReading::Kind::Message) {
    if (!parse_json(dump(result_message(id, reading.message.params)))) std::abort();
  }
  return 0;
}
