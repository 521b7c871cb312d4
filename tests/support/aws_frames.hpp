// Writes AWS event streams: what Bedrock sends, for tests of the reading side. Linked by tests that name zlib.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace tabacus::test {

inline std::string be32(std::uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFF);
  return out;
}

inline std::string crc_of(std::string_view bytes) {
  return be32(static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()))));
}

/// A header whose value is a string.
inline std::string aws_header(std::string_view name, std::string_view value) {
  std::string out;
  out += static_cast<char>(name.size());
  out.append(name) += '\x07';
  out += static_cast<char>(value.size() >> 8);
  out += static_cast<char>(value.size() & 0xFF);
  return out.append(value);
}

/// `headers` as they stand on the wire.
inline std::string aws_message(std::string_view headers, std::string_view payload) {
  std::string out = be32(static_cast<std::uint32_t>(16 + headers.size() + payload.size()));
  out += be32(static_cast<std::uint32_t>(headers.size()));
  out += crc_of(out);
  out.append(headers).append(payload);
  return out += crc_of(out);
}

inline std::string aws_event(std::string_view type, std::string_view payload) {
  return aws_message(aws_header(":event-type", type) + aws_header(":content-type", "application/json") +
                         aws_header(":message-type", "event"),
                     payload);
}

inline std::string aws_exception(std::string_view type, std::string_view payload) {
  return aws_message(aws_header(":exception-type", type) + aws_header(":message-type", "exception"), payload);
}

/// From lines "event TYPE PAYLOAD" and "exception TYPE PAYLOAD". The payload of a "chunk" is packed as InvokeModel
/// packs it: {"bytes":"<base64>"}.
inline std::string aws_stream(std::string_view text) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    const auto kind_end = line.find(' ');
    const auto type_end = line.find(' ', kind_end + 1);
    if (type_end == std::string_view::npos) continue;
    const std::string_view type = line.substr(kind_end + 1, type_end - kind_end - 1);
    const std::string_view payload = line.substr(type_end + 1);
    if (line.starts_with("exception"))
      out += aws_exception(type, payload);
    else if (type == "chunk")
      out += aws_event(type, R"({"bytes":")" + encode_base64(payload) + R"(","p":"abcdefgh"})");
    else
      out += aws_event(type, payload);
  }
  return out;
}

}  // namespace tabacus::test
