// The mapping of CallRecord to columns. Enumerations are stored as their numbers, which the views spell out, so the
// numbers are part of the schema.
#include "analytics/store/call_rows.hpp"

#include <array>
#include <span>
#include <utility>
#include <vector>

#include "analytics/store/dictionary.hpp"
#include "analytics/store/limit_rows.hpp"
#include "analytics/store/price_rows.hpp"
#include "analytics/store/rollups.hpp"
#include "analytics/store/row_feed.hpp"
#include "analytics/store/session_rows.hpp"
#include "analytics/store/why_rows.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics {
namespace {

static_assert(static_cast<int>(Outcome::Undecoded) == 6 && static_cast<int>(StopReason::Pause) == 7 &&
                  static_cast<int>(Transport::WebSocket) == 2 && static_cast<int>(Billing::Local) == 2 &&
                  static_cast<int>(UsageState::Measured) == 3,
              "these numbers are stored; the views of 0001_calls.sql name them");
static_assert(static_cast<int>(PriceBasis::Local) == 5 && static_cast<int>(Unpriced::NoToolFee) == 19,
              "these numbers are stored; the newest v_calls names them");
static_assert(static_cast<int>(TunnelKind::Request) == 2 && static_cast<int>(TunnelEnd::HandshakeFailed) == 4,
              "these numbers are stored; v_tunnels names them");

using OptionalId = std::optional<std::int64_t>;

constexpr std::size_t kMaxNameBytes = 512;
constexpr std::size_t kMaxRawUsageBytes = 64 * 1024;
constexpr int kMaxLanes = 64;  // eight are this microsecond's own; the rest lie in the next ones
constexpr int kFlagPricedBySlot = 1;
constexpr int kFlagFast = 2;
constexpr int kFlagThroughGateway = 4;
constexpr int kFlagAskedForUsage = 8;
constexpr int kSourceTab = 0;
constexpr int kSourceClient = 1;

/// Text of a client or a provider, fit to be kept: no control characters, bounded, well-formed.
std::string stored_text(std::string_view text) {
  std::string safe = display_safe(text.substr(0, kMaxNameBytes + 4));
  if (safe.size() <= kMaxNameBytes) return safe;
  std::size_t end = kMaxNameBytes;
  while (end > 0 && (static_cast<unsigned char>(safe[end]) & 0xC0) == 0x80) --end;  // not inside a character
  safe.resize(end);
  return safe;
}

std::optional<std::string> stored_text_or_null(std::string_view text) {
  std::string safe = stored_text(text);
  return safe.empty() ? std::nullopt : std::optional{std::move(safe)};
}

OptionalId microseconds(const std::optional<Nanoseconds>& duration) {
  if (!duration) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::microseconds>(*duration).count();
}

template <typename Kind>
OptionalId count_of(const std::optional<Quantity<Kind>>& quantity) {
  return quantity ? OptionalId{quantity->count()} : std::nullopt;
}

/// NULL for the enumerator that says nothing.
template <typename Enum>
OptionalId number_unless_zero(Enum value) {
  const auto number = static_cast<std::int64_t>(value);
  return number == 0 ? std::nullopt : OptionalId{number};
}

/// What a subscription pays for is never billed.
OptionalId billed(const CallRecord& call) {
  return call.billing == Billing::Subscription ? std::nullopt : count_of(call.cost);
}

/// What the price list says beyond that; all of it where nothing is billed.
OptionalId list_beyond(const CallRecord& call, OptionalId billed) {
  if (!call.list_cost) return std::nullopt;
  return call.list_cost->count() - billed.value_or(0);
}

/// From the last token to the end.
std::int64_t rest_of(const CallTimes& times) {
  return microseconds(times.total).value_or(0) - microseconds(times.last_token).value_or(0);
}

Blob blob_of(const TabId& tab) { return {tab.bytes().bytes.data(), tab.bytes().bytes.size()}; }

std::string last_path_part(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return std::string{path.substr(path.rfind('/') + 1)};
}

struct Ids {
  std::int64_t tab = 0;
  std::int64_t session = 0;
  OptionalId agent, project, branch, host, endpoint, method, model_requested, model, error, client, process,
      price_version, price;
  std::int64_t provider = 0;
  std::int64_t api = 0;
  std::int64_t tz_q = 0;  // UTC offset at the call, in quarters of an hour
};

SumKeys sum_keys(std::int64_t call_id, const Ids& ids, const CallRecord& call) {
  const OptionalId model = ids.model ? ids.model : ids.model_requested;
  return {.call_id = call_id,
          .tz_q = ids.tz_q,
          .tab = ids.tab,
          .session = ids.session,
          .agent = ids.agent.value_or(0),
          .project = ids.project.value_or(0),
          .branch = ids.branch.value_or(0),
          .provider = ids.provider,
          .model = model.value_or(0),
          .billing = static_cast<std::int64_t>(call.billing)};
}

/// What is found as missing stays empty; the first failure is kept and the rest does nothing.
class Lookup {
 public:
  template <typename... Columns>
  OptionalId in(Dictionary& dictionary, const Columns&... columns) {
    return take(failure_ ? Result<std::int64_t>{0} : dictionary.id_of(columns...));
  }
  OptionalId name_in(Dictionary& dictionary, std::string_view name) {
    if (name.empty() || failure_) return std::nullopt;
    if (const OptionalId known = dictionary.last_id_of(name)) return known;
    const std::string text = stored_text(name);
    const OptionalId id = text.empty() ? std::nullopt : in(dictionary, text);
    if (id) dictionary.remember_last(name, *id);
    return id;
  }
  OptionalId in(SessionRows& sessions, const SessionRow& row) {
    return take(failure_ ? Result<std::int64_t>{0} : sessions.id_of(row));
  }
  template <typename Priced>
  OptionalId price_in(PriceRows& prices, const std::shared_ptr<const Priced>& priced, SystemTime now) {
    if (failure_) return std::nullopt;
    Result<OptionalId> id = prices.id_of(priced, now);
    if (id) return *id;
    failure_ = id.error();
    return std::nullopt;
  }
  template <typename... Values>
  OptionalId first_of(Statement& statement, const Values&... values) {
    if (failure_) return std::nullopt;
    Result<OptionalId> id = statement.bind(values...).run_for_integer();
    if (id) return *id;
    failure_ = id.error();
    return std::nullopt;
  }
  /// What `memory` knew, or what `ask` finds, which it then knows.
  template <typename Ask>
  OptionalId once(OptionalId known, IdMemory& memory, Ask ask) {
    if (known) return known;
    const OptionalId id = ask();
    if (id) memory.remember(*id);
    return id;
  }
  [[nodiscard]] Result<void> result() const { return failure_ ? Result<void>{fail(*failure_)} : Result<void>{}; }

 private:
  OptionalId take(Result<std::int64_t> id) {
    if (id && !failure_) return *id;
    if (!failure_) failure_ = id.error();
    return std::nullopt;
  }
  std::optional<Error> failure_;
};

/// A call whose row is to be written, and what of the row is not its record's as it stands.
struct GatheredCall {
  const CallRecord* call;
  std::int64_t call_id;
  Ids ids;
  std::optional<std::string> stop_raw;
};

struct GatheredPlainUsage {
  const CallRecord* call = nullptr;
  std::int64_t call_id = 0;
  OptionalId tier, region;
  std::optional<std::string> request_id, response_id;
};

struct GatheredUsage : GatheredPlainUsage {
  OptionalId identity, doubt, engine;
  std::optional<std::string> speed;
};

/// Call ids that were given lately. Calls that begin in one moment mostly end within a few others; what is forgotten
/// here the database knows.
class LatestIds {
 public:
  /// False: it was given before.
  bool take(std::int64_t id) {
    constexpr std::uint64_t kSpreading = 0x9E37'79B9'7F4A'7C15;  // ids of neighbours differ in few bits
    std::int64_t& slot = slots_[(static_cast<std::uint64_t>(id) * kSpreading) >> (64 - kBits)];
    return std::exchange(slot, id) != id;
  }
  void forget() { slots_.fill(0); }

 private:
  static constexpr int kBits = 13;
  std::array<std::int64_t, std::size_t{1} << kBits> slots_{};
};

/// Prepares many statements and keeps the first failure.
class Preparer {
 public:
  explicit Preparer(Database& database) : database_{database} {}
  Statement statement(std::string_view sql) { return keep(database_.prepare(sql)); }
  SessionRows sessions() { return keep(SessionRows::open(database_)); }
  Dictionary dictionary(std::string_view table, const std::vector<std::string>& columns) {
    return keep(Dictionary::open(database_, table, columns));
  }
  LimitRows limit_rows() { return keep(LimitRows::prepare(database_)); }
  WhyRows why_rows() { return keep(WhyRows::prepare(database_)); }
  Rollups rollups() { return keep(Rollups::prepare(database_)); }
  PriceRows prices() { return keep(PriceRows::prepare(database_)); }
  std::unique_ptr<RowFeed> feed(const std::string& name, std::size_t columns) {
    return keep(RowFeed::create(database_, name, columns));
  }
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  template <typename Prepared>
  Prepared keep(Result<Prepared> prepared) {
    if (prepared) return std::move(*prepared);
    if (!failure_) failure_ = prepared.error();
    return {};
  }
  Database& database_;
  std::optional<Error> failure_;
};

constexpr std::string_view kPutProject =
    "INSERT INTO project(root, name) VALUES(?, ?) ON CONFLICT(root) DO UPDATE SET name = excluded.name RETURNING id";

constexpr std::string_view kPutTab =
    "INSERT INTO tabs(uuid, kind, title, shell_pid, port, created_us, profile) VALUES(?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT(uuid) DO UPDATE SET title = coalesce(excluded.title, title), "
    "shell_pid = coalesce(excluded.shell_pid, shell_pid), port = coalesce(excluded.port, port) RETURNING tab_id";

constexpr std::string_view kPutAgent =
    "INSERT INTO agents(session_id, wire_id, parent_id) VALUES(?, ?, ?) ON CONFLICT(session_id, wire_id) "
    "DO UPDATE SET parent_id = coalesce(excluded.parent_id, parent_id) RETURNING agent_id";

// The columns are those of the tables, in their order: SQLite writes what it reads without moving it. Whatever fails,
// all of the transaction is rolled back, so nothing need be kept to take back a part of the statement (OR FAIL).
constexpr std::size_t kCallColumns = 50;
constexpr std::string_view kInsertCalls =
    "INSERT OR FAIL INTO calls(call_id, tab_id, session_id, agent_id, project_id, mark_id, branch_id, pid, proc_id, "
    "provider_id, host_id, endpoint_id, model_req_id, model_id, kind, transport, billing, usage_state, status, "
    "error_id, stop, flags, tz_q, outcome, stop_raw, client_id, tool_calls, connect_us, tls_us, ttfb_us, ttft_us, "
    "last_token_us, rest_us, overhead_us, req_bytes, resp_bytes, in_uncached, cache_read, cache_w5, cache_w1h, "
    "out_total, out_reasoning, cost_nano, list_more_nano, saved_nano, price_version_id, price_id, price_basis, "
    "unpriced, method_id) SELECT * FROM fed_calls WHERE true ON CONFLICT(call_id) DO NOTHING";

constexpr std::size_t kUsageColumns = 32;
constexpr std::string_view kInsertUsage =
    "INSERT OR FAIL INTO usage(call_id, raw, identity, audio_in, audio_out, audio_cr, image_in, image_out, "
    "tool_prompt, web_search, web_fetch, code_run, service_tier, geo, fee_nano, provider_cost_nano, est_in, est_out, "
    "request_id, response_id, speed, doubt_id, engine_id, audio_ms, prompt_us, generation_us, file_search, container, "
    "image, map_prompt, search_unit, other_tool) SELECT * FROM fed_usage";

// Most calls tell no more than this, and a column that nobody fills costs as much as one that is filled.
constexpr std::size_t kPlainUsageColumns = 6;
constexpr std::string_view kInsertPlainUsage =
    "INSERT OR FAIL INTO usage(call_id, raw, service_tier, geo, request_id, response_id) SELECT * FROM fed_plain_usage";

constexpr std::string_view kInsertTunnel =
    "INSERT INTO tunnels(tunnel_id, tab_id, host_id, port, kind, outcome, status, error, connect_us, total_us, "
    "sent_bytes, received_bytes) "
    "VALUES(coalesce((SELECT max(tunnel_id) + 1 FROM tunnels WHERE tunnel_id BETWEEN ?1 AND ?1 + 4096), ?1), "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Most commands call nobody. What the one before began was stored by now: its calls, or there are none.
constexpr std::string_view kForgetCommands =
    "DELETE FROM commands WHERE command_id = (SELECT command_id FROM commands WHERE tab_id = ?1 ORDER BY began_us DESC "
    "LIMIT 1) AND NOT EXISTS (SELECT 1 FROM calls c WHERE c.tab_id = commands.tab_id AND "
    "c.call_id >= commands.began_us * 8 AND c.call_id < commands.ended_us * 8)";
constexpr std::string_view kInsertCommand =
    "INSERT INTO commands(tab_id, program, began_us, ended_us, status) VALUES(?, ?, ?, ?, ?)";

/// A statement of its own for each row would have SQLite look up and keep its count of them each time.
std::string insert_outbox_sql(std::size_t rows) {
  std::string sql = "INSERT INTO outbox(call_id) VALUES(?)";
  for (std::size_t row = 1; row < rows; ++row) sql += ",(?)";
  return sql;
}

// A follower that starts later begins at the end, so rows nobody asked for are not kept for long. The newest stay for
// those who follow without a cursor.
constexpr std::string_view kPruneOutbox =
    "DELETE FROM outbox WHERE seq <= min((SELECT max(seq) FROM outbox) - 4096, "
    "ifnull((SELECT min(seq) FROM cursors), 9223372036854775807))";

}  // namespace

struct CallRows::Statements {
  Database& database;
  Dictionary provider, model, host, endpoint, method, api, error, agent_kind, branch, client, process, service_tier,
      geo, usage_identity, doubt, engine;
  Statement put_project;
  PriceRows prices;
  Statement put_tab, find_tab, close_tab, rename_tab, forget_commands, insert_command, put_agent;
  SessionRows sessions;
  IdMemory tab_ids{}, agent_ids{}, project_ids{};
  std::unique_ptr<RowFeed> fed_calls, fed_usage, fed_plain_usage;
  Statement insert_calls, insert_usage, insert_plain_usage, insert_outbox, insert_ten_outbox, insert_many_outbox,
      prune_outbox, insert_tunnel, insert_trace;
  WhyRows why;
  LimitRows limits;
  Rollups rollups;
  // Of this transaction, not yet written. The outbox has the calls in the order in which they came.
  std::vector<GatheredCall> calls{};
  std::vector<GatheredUsage> usage{};
  std::vector<GatheredPlainUsage> plain_usage{};
  std::vector<std::int64_t> ended{};
  LatestIds latest_ids{};

  Result<void> write_outbox();
  Result<Ids> ids_of(const CallRecord& call);
  OptionalId tab_of(Lookup& look, const TabId& tab, SystemTime first_seen);
  OptionalId agent_of(Lookup& look, const CallRecord& call, std::int64_t session);
  Result<void> note_usage(const CallRecord& call, std::int64_t call_id);
  Result<void> note_beside(const GatheredCall& gathered);
  Result<void> write_calls();
  Result<void> write_beside();
};

OptionalId CallRows::Statements::tab_of(Lookup& look, const TabId& tab, SystemTime first_seen) {
  const std::string_view key{reinterpret_cast<const char*>(tab.bytes().bytes.data()), tab.bytes().bytes.size()};
  return look.once(tab_ids.find(key), tab_ids, [&] {
    if (const OptionalId known = look.first_of(find_tab, blob_of(tab))) return known;
    // A call of a tab that was never registered still counts.
    return look.first_of(put_tab, blob_of(tab), std::int64_t{0}, OptionalId{}, OptionalId{}, OptionalId{},
                         to_epoch_us(first_seen));
  });
}

OptionalId CallRows::Statements::agent_of(Lookup& look, const CallRecord& call, std::int64_t session) {
  const std::string agent = stored_text(call.identity.agent);
  if (agent.empty()) return std::nullopt;
  const std::string parent = stored_text(call.identity.parent_agent);
  return look.once(agent_ids.find(session, agent, parent), agent_ids, [&] {
    OptionalId parent_id;
    if (!parent.empty() && parent != agent) parent_id = look.first_of(put_agent, session, parent, OptionalId{});
    return look.first_of(put_agent, session, agent, parent_id);
  });
}

Result<Ids> CallRows::Statements::ids_of(const CallRecord& call) {
  Lookup look;
  Ids ids;
  ids.tz_q = utc_offset_quarters(call.times.started_at);
  const CallIdentity& who = call.identity;
  const std::int64_t started_us = to_epoch_us(call.times.started_at);
  const std::string project_root = stored_text(call.project);
  if (!project_root.empty())
    ids.project = look.once(project_ids.find(project_root), project_ids,
                            [&] { return look.first_of(put_project, project_root, last_path_part(project_root)); });
  ids.branch = look.name_in(branch, call.branch);
  const std::string client_name = stored_text(who.client);
  const OptionalId kind = look.name_in(agent_kind, client_name);
  if (!client_name.empty()) ids.client = look.in(client, client_name, stored_text(who.client_version));

  ids.tab = tab_of(look, call.tab, call.times.started_at).value_or(0);
  const std::string wire_session = stored_text(who.wire_session);
  const bool named = !wire_session.empty();
  const SessionRow session{named ? kSourceClient : kSourceTab, named ? wire_session : call.tab_session.text(), kind,
                           ids.project, started_us};
  ids.session = look.in(sessions, session).value_or(0);
  ids.agent = agent_of(look, call, ids.session);

  ids.provider = look.name_in(provider, call.provider).value_or(0);
  ids.api = look.name_in(api, call.facts.api).value_or(0);
  ids.host = look.name_in(host, call.upstream_host);
  ids.endpoint = look.name_in(endpoint, call.endpoint);
  ids.method = look.name_in(method, call.method);
  ids.error = look.name_in(error, call.error_type);
  const std::string requested = stored_text(call.facts.model_requested);
  const std::string served = stored_text(call.facts.model_served);
  if (!requested.empty()) ids.model_requested = look.in(model, ids.provider, requested);
  if (!served.empty()) ids.model = look.in(model, ids.provider, served);
  if (call.caller)
    ids.process =
        look.in(process, stored_text(call.caller->name), stored_text(call.caller->chain), int{call.caller->is_outside});
  ids.price_version = look.price_in(prices, call.price_version, call.times.started_at);
  ids.price = look.price_in(prices, call.price, call.times.started_at);
  if (auto found = look.result(); !found) return fail(found.error());
  return ids;
}

namespace {

std::int64_t first_lane_of(const CallRecord& call) { return to_epoch_us(call.times.started_at) * 8; }

Error no_lane_left() { return {ErrorCode::Unsupported, "more calls began in one moment than a moment has lanes"}; }

// One function because it is one row: the order is that of kInsertCalls.
void fill(const GatheredCall& gathered, FedRow& row) {
  const CallRecord& call = *gathered.call;
  const Ids& ids = gathered.ids;
  const Usage& used = call.facts.usage;
  const int flags = (call.price_basis == PriceBasis::Slot ? kFlagPricedBySlot : 0) |
                    (call.facts.usage.speed == "fast" ? kFlagFast : 0) |
                    (call.through_gateway ? kFlagThroughGateway : 0) | (call.asked_for_usage ? kFlagAskedForUsage : 0);
  constexpr OptionalId kNoMark;
  row.set(gathered.call_id, ids.tab, ids.session, ids.agent, ids.project, kNoMark, ids.branch,
          call.caller ? OptionalId{call.caller->pid} : std::nullopt, ids.process, ids.provider, ids.host, ids.endpoint,
          ids.model_requested, ids.model, ids.api, static_cast<int>(call.transport), static_cast<int>(call.billing),
          static_cast<int>(call.facts.usage_state), call.status, ids.error, number_unless_zero(call.facts.stop), flags,
          ids.tz_q, static_cast<int>(call.outcome), gathered.stop_raw, ids.client, call.facts.tool_calls,
          microseconds(call.times.connect), microseconds(call.times.tls), microseconds(call.times.first_byte),
          microseconds(call.times.first_token), microseconds(call.times.last_token), rest_of(call.times),
          microseconds(call.times.overhead), call.request_bytes, call.response_bytes, count_of(used.input_uncached),
          count_of(used.cache_read), count_of(used.cache_write_5m), count_of(used.cache_write_1h),
          count_of(used.output_total), count_of(used.output_reasoning), billed(call), list_beyond(call, billed(call)),
          count_of(call.saved), ids.price_version, ids.price, number_unless_zero(call.price_basis),
          number_unless_zero(call.unpriced), ids.method);
}

bool keeps_raw(const Usage& used) { return !used.raw.empty() && used.raw.size() <= kMaxRawUsageBytes; }

std::optional<std::string_view> stored_raw(const Usage& used) {
  return keeps_raw(used) ? std::optional<std::string_view>{used.raw} : std::nullopt;
}

// The order is that of kInsertPlainUsage.
void fill(const GatheredPlainUsage& gathered, FedRow& row) {
  row.set(gathered.call_id, stored_raw(gathered.call->facts.usage), gathered.tier, gathered.region, gathered.request_id,
          gathered.response_id);
}

// The order is that of kInsertUsage.
void fill(const GatheredUsage& gathered, FedRow& row) {
  const CallRecord& call = *gathered.call;
  const Usage& used = call.facts.usage;
  row.set(gathered.call_id, stored_raw(used), gathered.identity, count_of(used.audio_input),
          count_of(used.audio_output), count_of(used.audio_cache_read), count_of(used.image_input),
          count_of(used.image_output), count_of(used.tool_prompt), used.web_searches, used.web_fetches, used.code_runs,
          gathered.tier, gathered.region,
          has_billed_uses(used) && call.list_cost ? OptionalId{call.fees.count()} : std::nullopt,
          count_of(used.provider_cost), count_of(call.estimated_input), count_of(call.estimated_output),
          gathered.request_id, gathered.response_id, gathered.speed, gathered.doubt, gathered.engine,
          used.audio_milliseconds, microseconds(call.facts.prompt_time), microseconds(call.facts.generation_time),
          used.file_searches, used.containers, used.images_made, used.map_prompts, used.search_units, used.other_tools);
}

/// Any column of kInsertUsage that kInsertPlainUsage has not.
bool tells_rare_usage(const CallRecord& call) {
  const Usage& used = call.facts.usage;
  return used.audio_input || used.audio_output || used.audio_cache_read || used.image_input || used.image_output ||
         used.tool_prompt || used.audio_milliseconds || has_billed_uses(used) || used.web_fetches ||
         used.provider_cost || !used.speed.empty() || !used.identity.empty() || !used.doubt.empty() ||
         !call.facts.engine.empty() || call.facts.prompt_time || call.facts.generation_time || call.estimated_input ||
         call.estimated_output;
}

template <typename Gathered>
Result<void> write_rows(RowFeed& feed, Statement& insert, const std::vector<Gathered>& rows) {
  if (rows.empty()) return {};
  return feed.run(insert, rows.size(), [&rows](std::size_t row, FedRow& values) { fill(rows[row], values); });
}

}  // namespace

/// A row, if there is anything to tell.
Result<void> CallRows::Statements::note_usage(const CallRecord& call, std::int64_t call_id) {
  const Usage& used = call.facts.usage;
  const bool tells_more = tells_rare_usage(call);
  GatheredPlainUsage plain{
      &call, call_id, {}, {}, stored_text_or_null(call.request_id), stored_text_or_null(call.facts.response_id)};
  if (!tells_more && !keeps_raw(used) && !plain.request_id && !plain.response_id && used.service_tier.empty() &&
      used.region.empty())
    return {};
  Lookup look;
  plain.tier = look.name_in(service_tier, used.service_tier);
  plain.region = look.name_in(geo, used.region);
  if (tells_more)
    usage.push_back({std::move(plain), look.name_in(usage_identity, used.identity), look.name_in(doubt, used.doubt),
                     look.name_in(engine, call.facts.engine), stored_text_or_null(used.speed)});
  else
    plain_usage.push_back(std::move(plain));
  return look.result();
}

/// All that stands in other tables than calls.
Result<void> CallRows::Statements::note_beside(const GatheredCall& gathered) {
  const CallRecord& call = *gathered.call;
  const std::int64_t call_id = gathered.call_id;
  if (auto noted = note_usage(call, call_id); !noted) return noted;
  why.note(call, call_id, gathered.ids.tab);
  if (auto inserted = limits.insert(call, gathered.ids.provider, gathered.ids.tab); !inserted) return inserted;
  if (const CallIdentity& who = call.identity; !who.trace_id.empty())
    if (auto inserted = insert_trace.bind(call_id, who.trace_id, who.parent_span_id).run(); !inserted) return inserted;
  ended.push_back(call_id);
  rollups.add(sum_keys(call_id, gathered.ids, call), call, billed(call));
  return {};
}

/// Those whose ids are taken are not written: Database::changes() tells how many were.
Result<void> CallRows::Statements::write_calls() { return write_rows(*fed_calls, insert_calls, calls); }

Result<void> CallRows::Statements::write_beside() {
  if (auto written = write_rows(*fed_usage, insert_usage, usage); !written) return written;
  if (auto written = write_rows(*fed_plain_usage, insert_plain_usage, plain_usage); !written) return written;
  usage.clear();
  plain_usage.clear();
  return why.write();
}

/// In the order in which they came.
Result<void> CallRows::Statements::write_outbox() {
  std::span<const std::int64_t> left{ended};
  while (!left.empty()) {
    Statement& insert = left.size() >= 100 ? insert_many_outbox : left.size() >= 10 ? insert_ten_outbox : insert_outbox;
    const auto rows = static_cast<std::size_t>(insert.parameter_count());
    if (auto inserted = insert.bind_each(left.first(rows)).run(); !inserted) return inserted;
    left = left.subspan(rows);
  }
  ended.clear();
  return {};
}

CallRows::CallRows(std::unique_ptr<Statements> statements) : statements_{std::move(statements)} {}
CallRows::~CallRows() = default;

Result<std::unique_ptr<CallRows>> CallRows::prepare(Database& database) {
  Preparer prepare{database};
  std::unique_ptr<Statements> all{new Statements{
      .database = database,
      .provider = prepare.dictionary("provider", {"name"}),
      .model = prepare.dictionary("model", {"provider_id", "name"}),
      .host = prepare.dictionary("host", {"name"}),
      .endpoint = prepare.dictionary("endpoint", {"name"}),
      .method = prepare.dictionary("method", {"name"}),
      .api = prepare.dictionary("api", {"name"}),
      .error = prepare.dictionary("error", {"name"}),
      .agent_kind = prepare.dictionary("agent_kind", {"name"}),
      .branch = prepare.dictionary("branch", {"name"}),
      .client = prepare.dictionary("client", {"name", "version"}),
      .process = prepare.dictionary("process", {"name", "chain", "is_outside"}),
      .service_tier = prepare.dictionary("service_tier", {"name"}),
      .geo = prepare.dictionary("geo", {"name"}),
      .usage_identity = prepare.dictionary("usage_identity", {"name"}),
      .doubt = prepare.dictionary("doubt", {"name"}),
      .engine = prepare.dictionary("engine", {"name"}),
      .put_project = prepare.statement(kPutProject),
      .prices = prepare.prices(),
      .put_tab = prepare.statement(kPutTab),
      .find_tab = prepare.statement("SELECT tab_id FROM tabs WHERE uuid = ?"),
      .close_tab = prepare.statement("UPDATE tabs SET closed_us = ?2 WHERE uuid = ?1"),
      .rename_tab = prepare.statement("UPDATE tabs SET title = ?2 WHERE uuid = ?1"),
      .forget_commands = prepare.statement(kForgetCommands),
      .insert_command = prepare.statement(kInsertCommand),
      .put_agent = prepare.statement(kPutAgent),
      .sessions = prepare.sessions(),
      .fed_calls = prepare.feed("fed_calls", kCallColumns),
      .fed_usage = prepare.feed("fed_usage", kUsageColumns),
      .fed_plain_usage = prepare.feed("fed_plain_usage", kPlainUsageColumns),
      .insert_calls = prepare.statement(kInsertCalls),
      .insert_usage = prepare.statement(kInsertUsage),
      .insert_plain_usage = prepare.statement(kInsertPlainUsage),
      .insert_outbox = prepare.statement(insert_outbox_sql(1)),
      .insert_ten_outbox = prepare.statement(insert_outbox_sql(10)),
      .insert_many_outbox = prepare.statement(insert_outbox_sql(100)),
      .prune_outbox = prepare.statement(kPruneOutbox),
      .insert_tunnel = prepare.statement(kInsertTunnel),
      .insert_trace = prepare.statement("INSERT OR IGNORE INTO traces(call_id, trace_id, parent_id) VALUES(?, ?, ?)"),
      .why = prepare.why_rows(),
      .limits = prepare.limit_rows(),
      .rollups = prepare.rollups(),
  }};
  if (prepare.failure()) return fail(*prepare.failure());
  return std::unique_ptr<CallRows>{new CallRows{std::move(all)}};
}

Result<std::int64_t> CallRows::insert(const CallRecord& call) {
  Statements& all = *statements_;
  const auto ids = all.ids_of(call);
  if (!ids) return fail(ids.error());
  const std::int64_t first = first_lane_of(call);
  for (std::int64_t call_id = first; call_id < first + kMaxLanes; ++call_id) {
    all.calls.assign({{&call, call_id, *ids, stored_text_or_null(call.facts.stop_raw)}});
    if (auto written = all.write_calls(); !written) return fail(written.error());
    if (all.database.changes() == 0) continue;
    all.latest_ids.take(call_id);
    if (auto noted = all.note_beside(all.calls.front()); !noted) return fail(noted.error());
    all.calls.clear();
    if (auto written = all.write_beside(); !written) return fail(written.error());
    return call_id;
  }
  return fail(no_lane_left());
}

Result<std::int64_t> CallRows::gather(const CallRecord& call) {
  Statements& all = *statements_;
  const auto ids = all.ids_of(call);
  if (!ids) return fail(ids.error());
  const std::int64_t first = first_lane_of(call);
  std::int64_t call_id = first;
  while (call_id < first + kMaxLanes && !all.latest_ids.take(call_id)) ++call_id;
  if (call_id == first + kMaxLanes) return fail(no_lane_left());
  all.calls.push_back({&call, call_id, *ids, stored_text_or_null(call.facts.stop_raw)});
  if (auto noted = all.note_beside(all.calls.back()); !noted) return fail(noted.error());
  return call_id;
}

Result<void> CallRows::write_gathered() {
  Statements& all = *statements_;
  if (all.calls.empty()) return {};
  if (auto written = all.write_calls(); !written) return written;
  if (all.database.changes() != static_cast<std::int64_t>(all.calls.size()))
    return fail(ErrorCode::Unsupported, "a lane that seemed free was taken");
  all.calls.clear();
  return all.write_beside();
}

Result<void> CallRows::insert(const TunnelRecord& tunnel) {
  Lookup look;
  const std::int64_t tab = statements_->tab_of(look, tunnel.tab, tunnel.started_at).value_or(0);
  const OptionalId host = look.name_in(statements_->host, tunnel.host);
  if (auto found = look.result(); !found) return found;
  return statements_->insert_tunnel
      .bind(to_epoch_us(tunnel.started_at) * 8, tab, host, tunnel.port, static_cast<int>(tunnel.kind),
            static_cast<int>(tunnel.end), tunnel.status, stored_text_or_null(tunnel.error),
            microseconds(tunnel.connect), microseconds(tunnel.total), tunnel.sent_bytes, tunnel.received_bytes)
      .run();
}

Result<void> CallRows::put_tab(const TabRow& row) {
  const auto tab_id = statements_->put_tab
                          .bind(blob_of(row.tab), static_cast<std::int64_t>(row.origin), stored_text_or_null(row.title),
                                row.shell_pid, row.port, to_epoch_us(row.created_at), stored_text_or_null(row.profile))
                          .run_for_integer();
  if (!tab_id) return fail(tab_id.error());
  return {};
}

Result<void> CallRows::close_tab(const TabId& tab, SystemTime at) {
  return statements_->close_tab.bind(blob_of(tab), to_epoch_us(at)).run();
}

Result<void> CallRows::rename_tab(const TabId& tab, const std::string& title) {
  return statements_->rename_tab.bind(blob_of(tab), stored_text_or_null(title)).run();
}

Result<void> CallRows::insert(const TabId& tab, const ShellCommand& command) {
  if (auto written = write_gathered(); !written) return written;  // the calls of the command before may be among them
  Lookup look;
  const auto tab_id = statements_->tab_of(look, tab, command.began_at);
  if (auto found = look.result(); !found) return found;
  if (!tab_id) return {};
  if (auto forgot = statements_->forget_commands.bind(*tab_id).run(); !forgot) return forgot;
  return statements_->insert_command
      .bind(*tab_id, stored_text_or_null(command.program), to_epoch_us(command.began_at), to_epoch_us(command.ended_at),
            command.status)
      .run();
}

Result<void> CallRows::prune_outbox() { return statements_->prune_outbox.bind().run(); }

Result<void> CallRows::write_pending() {
  if (auto written = write_gathered(); !written) return written;
  if (auto written = statements_->write_outbox(); !written) return written;
  if (auto written = statements_->sessions.write_times(); !written) return written;
  return statements_->rollups.write();
}

void CallRows::forget_ids() {
  Statements& all = *statements_;
  all.calls.clear();
  all.usage.clear();
  all.plain_usage.clear();
  all.why.forget();
  all.ended.clear();
  all.latest_ids.forget();
  all.sessions.forget();
  for (IdMemory* memory : {&all.tab_ids, &all.agent_ids, &all.project_ids}) memory->forget();
  for (Dictionary* dictionary : {&all.provider, &all.model, &all.host, &all.endpoint, &all.method, &all.api, &all.error,
                                 &all.agent_kind, &all.branch, &all.client, &all.process, &all.service_tier, &all.geo,
                                 &all.usage_identity, &all.doubt, &all.engine})
    dictionary->forget();
  all.prices.forget();
  all.limits.forget_ids();
  all.rollups.forget();
}

}  // namespace tabacus::analytics
