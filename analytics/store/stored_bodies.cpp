#include "analytics/store/stored_bodies.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "analytics/bodies/search_text.hpp"
#include "analytics/store/varints.hpp"

namespace tabacus::analytics {
namespace {

/// More than a writer ever makes: damage must not lead in circles, nor ask for all memory.
constexpr std::size_t kMaxWalk = 1000;
constexpr std::size_t kMaxBlobs = 1'000'000;
constexpr std::size_t kMaxBytes = std::size_t{256} * 1024 * 1024;

Error damaged(std::string_view what, std::int64_t id) {
  return {ErrorCode::InvalidInput, fmt::format("{} {} of bodies.db is damaged", what, id)};
}

/// Sums of the differences; empty for NULL.
std::optional<std::vector<std::size_t>> places_of(std::string_view bytes) {
  const auto differences = read_varints(bytes);
  if (!differences) return std::nullopt;
  std::vector<std::size_t> places;
  std::size_t place = 0;
  for (const std::uint64_t difference : *differences) places.push_back(place += difference);
  return places;
}

std::optional<std::vector<CallBody::Arrival>> arrivals_of(std::string_view bytes) {
  const auto numbers = read_varints(bytes);
  if (!numbers || numbers->size() % 2 != 0) return std::nullopt;
  std::vector<CallBody::Arrival> arrivals;
  CallBody::Arrival arrival;
  for (std::size_t i = 0; i < numbers->size(); i += 2) {
    arrival.offset += (*numbers)[i];
    arrival.after += std::chrono::microseconds{static_cast<std::int64_t>((*numbers)[i + 1] & 0xFFFF'FFFF'FFFF)};
    arrivals.push_back(arrival);
  }
  return arrivals;
}

}  // namespace

Result<StoredBodies> StoredBodies::prepare(Database& database) {
  StoredBodies made;
  made.database_ = &database;
  const auto has_coded =
      database.integer("SELECT count(*) FROM pragma_table_info('bodies') WHERE name = 'request_coded'");
  if (!has_coded) return fail(has_coded.error());
  const std::string_view coded = has_coded->value_or(0) > 0 ? "request_coded, response_coded" : "NULL, NULL";
  const std::string find_body = fmt::format(
      "SELECT is_socket, request_flags, response_flags, request_bytes, response_bytes, request_head, response_head, "
      "request, response, request_messages, response_messages, arrivals, {} FROM bodies WHERE call_id = ?",
      coded);
  for (const auto& [statement, sql] : std::initializer_list<std::pair<Statement*, std::string_view>>{
           {&made.find_body_, find_body},
           {&made.find_list_, "SELECT base_id, base_count, tail FROM lists WHERE list_id = ?"},
           {&made.find_blob_, "SELECT codec, raw_len, spans, data FROM blobs WHERE blob_id = ?"}}) {
    auto prepared = database.prepare(sql);
    if (!prepared) return fail(prepared.error());
    *statement = std::move(*prepared);
  }
  return made;
}

Result<MaskedText> StoredBodies::read_blob(std::int64_t blob) {
  const auto row = find_blob_.bind(blob).step();
  if (!row) return fail(row.error());
  if (!*row) return fail(damaged("a list names blob", blob));
  const auto codec = static_cast<Packer::Codec>(find_blob_.integer(0));
  auto text = packer_.unpack(codec, find_blob_.bytes(3), static_cast<std::size_t>(find_blob_.integer(1)));
  const auto spans = read_varints(find_blob_.bytes(2));
  find_blob_.reset();
  if (!text || !spans || spans->size() % 3 != 0) return fail(damaged("blob", blob));
  MaskedText masked{.text = std::move(*text), .spans = {}};
  for (std::size_t i = 0; i < spans->size(); i += 3) {
    const MaskedSpan span{(*spans)[i], (*spans)[i + 1], (*spans)[i + 2]};
    if (span.begin > masked.text.size() || span.length > masked.text.size() - span.begin)
      return fail(damaged("blob", blob));
    masked.spans.push_back(span);
  }
  return masked;
}

Result<std::vector<std::int64_t>> StoredBodies::blobs_of(std::int64_t list) {
  struct Link {
    std::size_t base_count;
    std::vector<std::uint64_t> tail;
  };
  std::vector<Link> links;
  std::optional<std::int64_t> next = list;
  while (next) {
    const auto row = find_list_.bind(*next).step();
    if (!row) return fail(row.error());
    if (!*row || links.size() == kMaxWalk) return fail(damaged("list", *next));
    auto tail = read_varints(find_list_.bytes(2));
    if (!tail) return fail(damaged("list", *next));
    links.push_back({static_cast<std::size_t>(find_list_.integer(1)), std::move(*tail)});
    next = find_list_.column_type(0) != ColumnType::Null ? std::optional{find_list_.integer(0)} : std::nullopt;
    find_list_.reset();
  }
  std::vector<std::int64_t> blobs;
  for (auto link = links.rbegin(); link != links.rend(); ++link) {
    if (link->base_count > blobs.size() || blobs.size() + link->tail.size() > kMaxBlobs)
      return fail(damaged("list", list));
    blobs.resize(link->base_count);
    blobs.insert(blobs.end(), link->tail.begin(), link->tail.end());
  }
  return blobs;
}

Result<std::vector<MaskedText>> StoredBodies::read_list(std::int64_t list) {
  const auto blobs = blobs_of(list);
  if (!blobs) return fail(blobs.error());
  std::vector<MaskedText> pieces;
  std::size_t size = 0;
  for (const std::int64_t blob : *blobs) {
    auto piece = read_blob(blob);
    if (!piece) return fail(piece.error());
    size += piece->text.size();
    if (size > kMaxBytes) return fail(damaged("list", list));
    pieces.push_back(std::move(*piece));
  }
  return pieces;
}

Result<PreparedCall> StoredBodies::read(std::int64_t call_id) {
  struct Ids {
    std::int64_t head;
    std::int64_t body;
    std::optional<std::int64_t> coded;
  };
  const auto row = find_body_.bind(call_id).step();
  if (!row) return fail(row.error());
  if (!*row) {
    find_body_.reset();
    return fail(ErrorCode::NotFound, fmt::format("no body is kept of call {}", call_id));
  }
  PreparedCall call;
  call.is_socket = find_body_.integer(0) != 0;
  auto arrivals = arrivals_of(find_body_.bytes(11));
  std::array<Ids, 2> ids{};
  const std::array sides{&call.request, &call.response};
  bool is_sound = arrivals.has_value();
  for (int i = 0; i < 2; ++i) {
    const auto at = static_cast<std::size_t>(i);
    PreparedSide& side = *sides[at];
    side.flags = static_cast<std::uint8_t>(find_body_.integer(1 + i));
    side.original_bytes = find_body_.integer(3 + i);
    ids[at] = {find_body_.integer(5 + i), find_body_.integer(7 + i), std::nullopt};
    if (find_body_.column_type(12 + i) != ColumnType::Null) ids[at].coded = find_body_.integer(12 + i);
    auto messages = places_of(find_body_.bytes(9 + i));
    is_sound = is_sound && messages.has_value();
    if (messages) side.messages = std::move(*messages);
  }
  find_body_.reset();
  if (!is_sound) return fail(damaged("the row of call", call_id));
  call.response.arrivals = std::move(*arrivals);
  for (std::size_t i = 0; i < sides.size(); ++i) {
    PreparedSide& side = *sides[i];
    auto head = read_blob(ids[i].head);
    if (!head) return fail(head.error());
    auto pieces = read_list(ids[i].body);
    if (!pieces) return fail(pieces.error());
    side.head = std::move(*head);
    side.pieces = std::move(*pieces);
    if (ids[i].coded) {
      auto coded = read_list(*ids[i].coded);
      if (!coded) return fail(coded.error());
      side.coded = std::move(*coded);
    }
    std::erase_if(side.messages, [size = side.size()](std::size_t end) { return end > size; });
  }
  return call;
}

Result<std::vector<std::int64_t>> StoredBodies::calls_with(std::string_view words) {
  const auto has_index = database_->integer("SELECT count(*) FROM sqlite_master WHERE name = 'fts'");
  if (!has_index) return fail(has_index.error());
  if (has_index->value_or(0) == 0)
    return fail(ErrorCode::Unsupported, "texts can be looked for only with analytics.bodies_search = true");
  std::set<std::int64_t> blobs;
  auto matching = database_->prepare("SELECT rowid FROM fts WHERE fts MATCH ?");
  if (!matching) return fail(matching.error());
  matching->bind(std::string_view{search_phrase(words)});
  for (;;) {
    const auto row = matching->step();
    if (!row) return fail(row.error(), "look for words");
    if (!*row) break;
    blobs.insert(matching->integer(0));
  }
  // Of each list, the place of its first blob that matches: in those it builds on, or its own.
  std::map<std::int64_t, std::size_t> first;
  auto lists = database_->prepare("SELECT list_id, base_id, base_count, tail FROM lists ORDER BY list_id");
  if (!lists) return fail(lists.error());
  for (;;) {
    const auto row = lists->step();
    if (!row) return fail(row.error());
    if (!*row) break;
    const auto base_count = static_cast<std::size_t>(lists->integer(2));
    const auto base = lists->column_type(1) != ColumnType::Null ? first.find(lists->integer(1)) : first.end();
    if (base != first.end() && base->second < base_count) {
      first[lists->integer(0)] = base->second;
      continue;
    }
    const auto tail = read_varints(lists->bytes(3)).value_or(std::vector<std::uint64_t>{});
    const auto found =
        std::ranges::find_if(tail, [&](std::uint64_t id) { return blobs.contains(static_cast<std::int64_t>(id)); });
    if (found != tail.end()) first[lists->integer(0)] = base_count + static_cast<std::size_t>(found - tail.begin());
  }
  std::vector<std::int64_t> calls;
  auto bodies =
      database_->prepare("SELECT call_id, request_head, response_head, request, response FROM bodies ORDER BY call_id");
  if (!bodies) return fail(bodies.error());
  for (;;) {
    const auto row = bodies->step();
    if (!row) return fail(row.error());
    if (!*row) return calls;
    if (blobs.contains(bodies->integer(1)) || blobs.contains(bodies->integer(2)) ||
        first.contains(bodies->integer(3)) || first.contains(bodies->integer(4)))
      calls.push_back(bodies->integer(0));
  }
}

}  // namespace tabacus::analytics
