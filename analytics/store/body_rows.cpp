#include "analytics/store/body_rows.hpp"

#include <algorithm>
#include <array>
#include <list>
#include <optional>
#include <string>

#include "analytics/bodies/packing.hpp"
#include "analytics/bodies/search_text.hpp"
#include "analytics/store/varints.hpp"

namespace tabacus::analytics {
namespace {

using BlobIds = std::vector<std::int64_t>;

/// Bodies whose lists the next ones may build on: the last of each conversation that goes on.
constexpr std::size_t kRecent = 32;
/// A reader walks so many lists at the most; then one begins anew.
constexpr std::int64_t kMaxDepth = 64;
/// Less in common is not worth a walk.
constexpr std::size_t kLeastInCommon = 3;

/// What a blob holds: text, or part of a body in its content coding, which has no words.
enum class Holds : std::uint8_t { Text, Coded };

struct RecentList {
  std::int64_t list_id = 0;
  std::int64_t depth = 0;
  BlobIds blobs;
};

std::string spans_of(const MaskedText& text) {
  std::string bytes;
  for (const MaskedSpan& span : text.spans)
    for (const std::size_t number : {span.begin, span.length, span.original_length}) append_varint(bytes, number);
  return bytes;
}

std::string differences(const std::vector<std::size_t>& places) {
  std::string bytes;
  std::size_t last = 0;
  for (const std::size_t place : places) append_varint(bytes, place - std::exchange(last, place));
  return bytes;
}

std::string arrivals_of(const std::vector<CallBody::Arrival>& arrivals) {
  std::string bytes;
  std::size_t last_offset = 0;
  std::int64_t last_us = 0;
  for (const auto& [offset, after] : arrivals) {
    const std::int64_t us = std::max(last_us, after.count() / 1000);
    append_varint(bytes, offset - std::exchange(last_offset, offset));
    append_varint(bytes, static_cast<std::uint64_t>(us - std::exchange(last_us, us)));
  }
  return bytes;
}

std::string bytes_of_ids(const BlobIds& ids, std::size_t from) {
  std::string bytes;
  for (std::size_t i = from; i < ids.size(); ++i) append_varint(bytes, static_cast<std::uint64_t>(ids[i]));
  return bytes;
}

Result<bool> has_index(Database& database) {
  const auto found = database.integer("SELECT count(*) FROM sqlite_master WHERE name = 'fts'");
  if (!found) return fail(found.error());
  return found->value_or(0) > 0;
}

Blob blob_or_null(const std::string& bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace

struct BodyRows::Statements {
  HashKey low, high;
  Packer packer;
  std::list<RecentList> recent;  // latest first

  Statement find_blob, insert_blob, refer_blob, release_blob, drop_blob;
  Statement insert_list, refer_list, release_list, find_list, drop_list;
  Statement insert_body, find_body, drop_body;
  bool is_indexed = false;
  Statement insert_words, drop_words;

  [[nodiscard]] Result<std::int64_t> put_blob(const MaskedText& text);
  [[nodiscard]] Result<std::int64_t> put_list(const std::vector<MaskedText>& pieces, Holds holds = Holds::Text);
  [[nodiscard]] Result<void> free_blob(std::int64_t blob);
  [[nodiscard]] Result<void> free_list(std::int64_t list);

 private:
  [[nodiscard]] std::array<std::uint64_t, 2> hash_of(const MaskedText& text, Holds holds) const;
  [[nodiscard]] Result<std::int64_t> blob_id_of(const MaskedText& text, Holds holds);
};

/// Of the text and of what was masked in it, so that equal hashes mean equal rows. Numbers of
/// spans come in threes, so none of them read as "coded".
std::array<std::uint64_t, 2> BodyRows::Statements::hash_of(const MaskedText& text, Holds holds) const {
  std::array<std::uint64_t, 2> halves{};
  const std::string spans = holds == Holds::Text ? spans_of(text) : "coded";
  const std::array keys{low, high};
  for (std::size_t i = 0; i < halves.size(); ++i) {
    SipHash hash{keys[i]};
    hash.update(static_cast<std::uint64_t>(text.text.size()));
    hash.update(text.text);
    hash.update(spans);
    halves[i] = hash.finish();
  }
  return halves;
}

/// A row for it, which nothing refers to yet where it is new.
Result<std::int64_t> BodyRows::Statements::blob_id_of(const MaskedText& text, Holds holds) {
  const auto hash = hash_of(text, holds);
  const Blob hash_bytes{hash.data(), sizeof hash};
  const auto known = find_blob.bind(hash_bytes, text.text.size()).run_for_integer();
  if (!known) return fail(known.error());
  if (*known) return **known;
  const Packer::Packed packed =
      holds == Holds::Text ? packer.pack(text.text) : Packer::Packed{Packer::Codec::Coded, text.text};
  const std::string spans = spans_of(text);
  const auto id = insert_blob
                      .bind(hash_bytes, static_cast<int>(packed.codec), text.text.size(),
                            spans.empty() ? std::optional<Blob>{} : std::optional{blob_or_null(spans)},
                            Blob{packed.bytes.data(), packed.bytes.size()})
                      .run_for_integer();
  if (!id) return fail(id.error());
  if (is_indexed && holds == Holds::Text)
    if (auto indexed = insert_words.bind(*id, std::string_view{search_text(text.text)}).run(); !indexed)
      return fail(indexed.error());
  return id->value_or(0);
}

Result<std::int64_t> BodyRows::Statements::put_blob(const MaskedText& text) {
  const auto id = blob_id_of(text, Holds::Text);
  if (!id) return id;
  if (auto referred = refer_blob.bind(*id).run(); !referred) return fail(referred.error());
  return id;
}

Result<std::int64_t> BodyRows::Statements::put_list(const std::vector<MaskedText>& pieces, Holds holds) {
  BlobIds blobs;
  blobs.reserve(pieces.size());
  for (const MaskedText& piece : pieces) {
    const auto id = blob_id_of(piece, holds);
    if (!id) return id;
    blobs.push_back(*id);
  }
  auto base = recent.end();
  std::size_t common = 0;
  for (auto candidate = recent.begin(); candidate != recent.end(); ++candidate) {
    const auto differs = std::ranges::mismatch(blobs, candidate->blobs).in1;
    const auto same = static_cast<std::size_t>(differs - blobs.begin());
    if (same <= common || candidate->depth >= kMaxDepth) continue;
    base = candidate;
    common = same;
  }
  if (common < kLeastInCommon) base = recent.end(), common = 0;
  for (std::size_t i = common; i < blobs.size(); ++i)
    if (auto referred = refer_blob.bind(blobs[i]).run(); !referred) return fail(referred.error());
  const std::string tail = bytes_of_ids(blobs, common);
  const std::int64_t depth = base != recent.end() ? base->depth + 1 : 0;
  const auto base_id = base != recent.end() ? std::optional{base->list_id} : std::nullopt;
  const auto list = insert_list.bind(base_id, common, depth, Blob{tail.data(), tail.size()}).run_for_integer();
  if (!list) return fail(list.error());
  if (base_id)
    if (auto referred = refer_list.bind(*base_id).run(); !referred) return fail(referred.error());
  if (blobs.size() >= kLeastInCommon) {
    recent.push_front({list->value_or(0), depth, std::move(blobs)});
    if (recent.size() > kRecent) recent.pop_back();
  }
  return list->value_or(0);
}

Result<void> BodyRows::Statements::free_blob(std::int64_t blob) {
  if (auto released = release_blob.bind(blob).run(); !released) return released;
  const auto dropped = drop_blob.bind(blob).step();
  if (!dropped) return fail(dropped.error());
  Result<void> forgotten;
  const auto codec = static_cast<Packer::Codec>(*dropped ? drop_blob.integer(0) : 0);
  if (*dropped && is_indexed && codec != Packer::Codec::Coded) {
    // An index without the texts has to be told what it indexed.
    const auto text = packer.unpack(codec, drop_blob.bytes(2), static_cast<std::size_t>(drop_blob.integer(1)));
    if (text) forgotten = drop_words.bind(blob, std::string_view{search_text(*text)}).run();
  }
  drop_blob.reset();
  return forgotten;
}

Result<void> BodyRows::Statements::free_list(std::int64_t list) {
  std::optional<std::int64_t> next = list;
  while (next) {
    const std::int64_t id = *next;
    next.reset();
    if (auto released = release_list.bind(id).run(); !released) return released;
    const auto row = find_list.bind(id).step();
    if (!row) return fail(row.error());
    if (!*row || find_list.integer(0) > 0) break;
    if (find_list.column_type(1) != ColumnType::Null) next = find_list.integer(1);
    const auto tail = read_varints(find_list.bytes(2));
    find_list.reset();
    if (!tail) return fail(ErrorCode::InvalidInput, fmt::format("list {} of bodies is damaged", id));
    for (const std::uint64_t blob : *tail)
      if (auto freed = free_blob(static_cast<std::int64_t>(blob)); !freed) return freed;
    if (auto dropped = drop_list.bind(id).run(); !dropped) return dropped;
  }
  find_list.reset();
  return {};
}

BodyRows::BodyRows(std::unique_ptr<Statements> statements) : statements_{std::move(statements)} {}
BodyRows::~BodyRows() = default;

Result<std::unique_ptr<BodyRows>> BodyRows::prepare(Database& database, const HashKey& key) {
  auto made = std::make_unique<Statements>();
  made->low = {sip_hash(key, "bodies 0"), sip_hash(key, "bodies 1")};
  made->high = {sip_hash(key, "bodies 2"), sip_hash(key, "bodies 3")};
  const std::initializer_list<std::pair<Statement*, std::string_view>> all{
      {&made->find_blob, "SELECT blob_id FROM blobs WHERE hash = ? AND raw_len = ?"},
      {&made->insert_blob,
       "INSERT INTO blobs(hash, codec, raw_len, refs, spans, data) VALUES(?, ?, ?, 0, ?, ?) RETURNING blob_id"},
      {&made->refer_blob, "UPDATE blobs SET refs = refs + 1 WHERE blob_id = ?"},
      {&made->release_blob, "UPDATE blobs SET refs = refs - 1 WHERE blob_id = ?"},
      {&made->drop_blob, "DELETE FROM blobs WHERE blob_id = ? AND refs <= 0 RETURNING codec, raw_len, data"},
      {&made->insert_list,
       "INSERT INTO lists(base_id, base_count, depth, refs, tail) VALUES(?, ?, ?, 1, ?) RETURNING list_id"},
      {&made->refer_list, "UPDATE lists SET refs = refs + 1 WHERE list_id = ?"},
      {&made->release_list, "UPDATE lists SET refs = refs - 1 WHERE list_id = ?"},
      {&made->find_list, "SELECT refs, base_id, tail FROM lists WHERE list_id = ?"},
      {&made->drop_list, "DELETE FROM lists WHERE list_id = ?"},
      {&made->insert_body, "INSERT INTO bodies VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      {&made->find_body,
       "SELECT request_head, response_head, request, response, request_coded, response_coded FROM bodies WHERE "
       "call_id = ?"},
      {&made->drop_body, "DELETE FROM bodies WHERE call_id = ?"},
  };
  for (const auto& [statement, sql] : all) {
    auto prepared = database.prepare(sql);
    if (!prepared) return fail(prepared.error());
    *statement = std::move(*prepared);
  }
  const auto indexed = has_index(database);
  if (!indexed) return fail(indexed.error());
  made->is_indexed = *indexed;
  if (!*indexed) return std::unique_ptr<BodyRows>{new BodyRows{std::move(made)}};
  auto insert_words = database.prepare("INSERT INTO fts(rowid, text) VALUES(?, ?)");
  if (!insert_words) return fail(insert_words.error());
  made->insert_words = std::move(*insert_words);
  auto drop_words = database.prepare("INSERT INTO fts(fts, rowid, text) VALUES('delete', ?, ?)");
  if (!drop_words) return fail(drop_words.error());
  made->drop_words = std::move(*drop_words);
  return std::unique_ptr<BodyRows>{new BodyRows{std::move(made)}};
}

Result<void> set_body_search(Database& database, BodySearch search) {
  const auto indexed = has_index(database);
  if (!indexed) return fail(indexed.error());
  if (*indexed == (search == BodySearch::On)) return {};
  auto transaction = Transaction::begin(database);
  if (!transaction) return fail(transaction.error());
  if (search == BodySearch::Off) {
    if (auto dropped = database.execute("DROP TABLE fts"); !dropped) return dropped;
    return transaction->commit();
  }
  if (auto made = database.execute("CREATE VIRTUAL TABLE fts USING fts5(text, content='')"); !made) return made;
  auto blobs = database.prepare("SELECT blob_id, codec, raw_len, data FROM blobs WHERE codec <> 2");
  if (!blobs) return fail(blobs.error());
  auto insert = database.prepare("INSERT INTO fts(rowid, text) VALUES(?, ?)");
  if (!insert) return fail(insert.error());
  Packer packer;
  for (;;) {
    const auto row = blobs->step();
    if (!row) return fail(row.error());
    if (!*row) break;
    const auto text = packer.unpack(static_cast<Packer::Codec>(blobs->integer(1)), blobs->bytes(3),
                                    static_cast<std::size_t>(blobs->integer(2)));
    if (!text) return fail(text.error());
    if (auto inserted = insert->bind(blobs->integer(0), std::string_view{search_text(*text)}).run(); !inserted)
      return inserted;
  }
  return transaction->commit();
}

Result<void> BodyRows::insert(std::int64_t call_id, const PreparedCall& call) {
  if (auto erased = erase(call_id); !erased) return erased;
  Statements& s = *statements_;
  std::array<std::int64_t, 2> heads{};
  std::array<std::int64_t, 2> lists{};
  std::array<std::optional<std::int64_t>, 2> coded{};
  const std::array sides{&call.request, &call.response};
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const auto head = s.put_blob(sides[i]->head);
    if (!head) return fail(head.error());
    const auto list = s.put_list(sides[i]->pieces);
    if (!list) return fail(list.error());
    heads[i] = *head;
    lists[i] = *list;
    if (sides[i]->coded.empty()) continue;
    const auto as_sent = s.put_list(sides[i]->coded, Holds::Coded);
    if (!as_sent) return fail(as_sent.error());
    coded[i] = *as_sent;
  }
  const auto bytes_or_null = [](const std::string& bytes) {
    return bytes.empty() ? std::optional<Blob>{} : std::optional{Blob{bytes.data(), bytes.size()}};
  };
  const std::string requests = differences(call.request.messages);
  const std::string responses = differences(call.response.messages);
  const std::string arrivals = arrivals_of(call.response.arrivals);
  return s.insert_body
      .bind(call_id, call.is_socket ? 1 : 0, call.request.flags, call.response.flags, call.request.original_bytes,
            call.response.original_bytes, heads[0], heads[1], lists[0], lists[1], bytes_or_null(requests),
            bytes_or_null(responses), bytes_or_null(arrivals), coded[0], coded[1])
      .run();
}

Result<void> BodyRows::erase(std::int64_t call_id) {
  Statements& s = *statements_;
  const auto row = s.find_body.bind(call_id).step();
  if (!row) return fail(row.error());
  if (!*row) return s.find_body.reset(), Result<void>{};
  std::array<std::int64_t, 2> heads{};
  std::vector<std::int64_t> lists;
  for (int column = 0; column < 2; ++column) heads[static_cast<std::size_t>(column)] = s.find_body.integer(column);
  for (int column = 2; column < 6; ++column)
    if (s.find_body.column_type(column) != ColumnType::Null) lists.push_back(s.find_body.integer(column));
  s.find_body.reset();
  s.recent.clear();  // a list that goes must not be built on
  for (const std::int64_t head : heads)
    if (auto freed = s.free_blob(head); !freed) return freed;
  for (const std::int64_t list : lists)
    if (auto freed = s.free_list(list); !freed) return freed;
  return s.drop_body.bind(call_id).run();
}

void BodyRows::forget_ids() { statements_->recent.clear(); }

}  // namespace tabacus::analytics
