// The front door's BodyReader over a read-only connection.
#include "analytics/api/bodies.hpp"

#include <algorithm>

#include "analytics/bodies/answer_events.hpp"
#include "analytics/bodies/conversation.hpp"
#include "analytics/kept_call.hpp"
#include "analytics/store/bodies_file.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/stored_bodies.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::chrono::seconds kBusyTimeout{5};

std::vector<MaskedPlace> places_of(const std::vector<MaskedSpan>& spans) {
  std::vector<MaskedPlace> places;
  places.reserve(spans.size());
  for (const MaskedSpan& span : spans) places.push_back({span.begin, span.length, span.original_length});
  return places;
}

KeptSide side_of(const PreparedSide& side) {
  MaskedText body;
  for (const MaskedText& piece : side.pieces) append(body, piece);
  std::string coded;
  for (const MaskedText& piece : side.coded) coded += piece.text;
  return {.head = side.head.text,
          .head_masks = places_of(side.head.spans),
          .body = std::move(body.text),
          .coded = std::move(coded),
          .masks = places_of(body.spans),
          .messages = side.messages,
          .flags = side.flags,
          .original_bytes = side.original_bytes};
}

class StoreBodyReader final : public BodyReader {
 public:
  explicit StoreBodyReader(Database database) : database_{std::move(database)} {}

  [[nodiscard]] Result<void> prepare() {
    auto bodies = StoredBodies::prepare(database_);
    if (!bodies) return fail(bodies.error());
    bodies_ = std::move(*bodies);
    return {};
  }

  Result<KeptCall> read(std::int64_t call_id) override {
    // One moment for all its rows, though a writer prunes meanwhile.
    if (auto begun = database_.execute("BEGIN"); !begun) return fail(begun.error());
    const auto call = bodies_.read(call_id);
    static_cast<void>(database_.execute("COMMIT"));
    if (!call) return fail(call.error());
    return kept_call_of(call_id, *call);
  }

  Result<std::vector<std::int64_t>> calls_with(std::string_view words) override {
    if (auto begun = database_.execute("BEGIN"); !begun) return fail(begun.error());
    auto calls = bodies_.calls_with(words);
    static_cast<void>(database_.execute("COMMIT"));
    return calls;
  }

 private:
  Database database_;  // before the statements that it outlives
  StoredBodies bodies_;
};

}  // namespace

KeptCall kept_call_of(std::int64_t call_id, const PreparedCall& call) {
  return {.call_id = call_id,
          .is_socket = call.is_socket,
          .request = side_of(call.request),
          .response = side_of(call.response),
          .arrivals = call.response.arrivals};
}

std::string_view field_of(std::string_view head, std::string_view name) {
  for (const std::string_view line : split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && equals_ignore_case(line.substr(0, colon), name))
      return trim(line.substr(colon + 1));
  }
  return {};
}

std::vector<AnswerEvent> events_of(const KeptCall& call) {
  const KeptAnswer answer{.content_type = field_of(call.response.head, "content-type"),
                          .body = call.response.body,
                          .messages = call.response.messages,
                          .arrivals = call.arrivals,
                          .is_socket = call.is_socket};
  return events_of_answer(answer);
}

Conversation conversation_of(const KeptCall& call) {
  std::vector<std::string_view> requests;
  std::size_t begin = 0;
  for (const std::size_t end : call.request.messages) {
    requests.push_back(std::string_view{call.request.body}.substr(begin, end - begin));
    begin = end;
  }
  if (!call.is_socket) requests.emplace_back(call.request.body);
  return read_conversation(requests, events_of(call));
}

WireSource wire_source(BodyReader& reader, WireBodies bodies) {
  const auto body_of = [bodies](const KeptSide& side) -> const std::string& {
    return bodies == WireBodies::AsSent && !side.coded.empty() ? side.coded : side.body;
  };
  return [&reader, body_of](std::int64_t call_id) -> Result<std::optional<WireText>> {
    const auto call = reader.read(call_id);
    if (!call && call.error().code == ErrorCode::NotFound) return std::optional<WireText>{};
    if (!call) return fail(call.error());
    const std::string_view request = call->request.head;
    const std::size_t line = std::min(request.size(), request.find("\r\n"));
    return WireText{
        fmt::format("{} HTTP/1.1{}\r\n{}", request.substr(0, line), request.substr(line), body_of(call->request)),
        fmt::format("HTTP/1.1 {}\r\n{}", call->response.head, body_of(call->response))};
  };
}

Result<std::unique_ptr<BodyReader>> BodyReader::open(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / kBodiesFileName;
  if (!identity_of(file))
    return fail(ErrorCode::NotFound,
                "no requests and answers are kept (analytics.bodies = \"disk\" in tabacus.toml keeps those to come)");
  auto database = Database::open(file, Database::Mode::ReadOnly, kBusyTimeout);
  if (!database) return fail(database.error());
  const auto schema = bodies_schema_of(*database);
  if (!schema && schema.error().code == ErrorCode::InvalidInput) return fail(ErrorCode::Io, schema.error().message);
  if (!schema) return fail(schema.error());
  if (*schema == 0) return fail(ErrorCode::NotFound, fmt::format("{} is still empty", file.native()));
  auto reader = std::make_unique<StoreBodyReader>(std::move(*database));
  if (auto prepared = reader->prepare(); !prepared) return fail(prepared.error());
  return reader;
}

}  // namespace tabacus::analytics
