// What was sent and answered in a call, as it is kept: with secrets masked. Read also while another process writes.
// One thread per BodyReader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/api/export.hpp"
#include "analytics/model/call_body.hpp"
#include "analytics/model/conversation.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// These bytes of a kept text stand for a secret of so many; all others are as they were sent.
struct MaskedPlace {
  std::size_t begin = 0;
  std::size_t length = 0;
  std::size_t original_length = 0;

  friend bool operator==(const MaskedPlace&, const MaskedPlace&) = default;
};

struct KeptSide {
  std::string head;  ///< "POST /v1/messages HTTP fields ...": lines that end in CR LF
  std::vector<MaskedPlace> head_masks;
  std::string body;   ///< its content coding undone
  std::string coded;  ///< as it was sent, in its content coding; empty: it had none, or a secret was masked in it
  std::vector<MaskedPlace> masks;
  std::vector<std::size_t> messages;  ///< of a WebSocket: where each message ends in `body`
  std::uint8_t flags = 0;             ///< of BodyFlag: why it is not all that was sent
  std::int64_t original_bytes = 0;    ///< of the body before it was masked
};

struct KeptCall {
  std::int64_t call_id = 0;
  bool is_socket = false;
  KeptSide request;
  KeptSide response;
  std::vector<CallBody::Arrival> arrivals;  ///< of the answer: when the bytes behind an offset of its body came
};

/// The value of a field of a kept head; empty when there is none.
[[nodiscard]] std::string_view field_of(std::string_view head, std::string_view name);
/// The events that the answer came in, with their times.
[[nodiscard]] std::vector<AnswerEvent> events_of(const KeptCall& call);
/// Request and answer in the one form of all providers.
[[nodiscard]] Conversation conversation_of(const KeptCall& call);

class BodyReader;
/// How bodies that came in a content coding are given. AsSent: in it, where that is kept.
enum class WireBodies : std::uint8_t { Decoded, AsSent };
/// What exports take: the text of both messages as HTTP has it. `reader` outlives it.
[[nodiscard]] WireSource wire_source(BodyReader& reader, WireBodies bodies = WireBodies::Decoded);

class BodyReader {
 public:
  /// NotFound: no bodies are kept there; Unsupported: written by a newer tabacus; Io: not a database.
  [[nodiscard]] static Result<std::unique_ptr<BodyReader>> open(const std::filesystem::path& directory);
  virtual ~BodyReader() = default;

  /// NotFound: nothing is kept of that call. InvalidInput: what is kept is damaged.
  [[nodiscard]] virtual Result<KeptCall> read(std::int64_t call_id) = 0;
  /// Calls that hold these words one behind the other, whatever their case, oldest first. Unsupported: words are not
  /// indexed (EngineOptions::searches_bodies).
  [[nodiscard]] virtual Result<std::vector<std::int64_t>> calls_with(std::string_view words) = 0;
};

}  // namespace tabacus::analytics
