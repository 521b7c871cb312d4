#include "analytics/store/stored_calls.hpp"

namespace tabacus::analytics {
namespace {

constexpr int kFlagPricedBySlot = 1;
constexpr int kFlagFast = 2;

// The order of the columns is that in which Row takes them.
constexpr std::string_view kSelect =
    "SELECT c.call_id, pr.name, h.name, k.name, mr.name, m.name, c.billing, c.usage_state, c.flags, c.price_basis, "
    "c.in_uncached, c.cache_read, c.cache_w5, c.cache_w1h, c.out_total, c.out_reasoning, u.audio_in, u.audio_cr, "
    "u.audio_out, u.image_in, u.web_search, u.audio_ms, u.provider_cost_nano, st.name, g.name, u.speed, c.cost_nano, "
    "c.equiv_nano, "
    "c.saved_nano, c.price_version_id, c.price_id, x.rates, u.code_run, u.file_search, u.container, "
    "u.image, u.map_prompt, u.search_unit, u.other_tool, c.unpriced, c.tz_q, c.tab_id, c.session_id, "
    "c.agent_id, c.project_id, c.branch_id, c.provider_id, coalesce(c.model_id, c.model_req_id), c.billing FROM calls "
    "c "
    "LEFT JOIN usage u ON u.call_id = c.call_id LEFT JOIN provider pr ON pr.id = c.provider_id "
    "LEFT JOIN host h ON h.id = c.host_id LEFT JOIN api k ON k.id = c.kind LEFT JOIN model mr ON mr.id = "
    "c.model_req_id "
    "LEFT JOIN model m ON m.id = c.model_id LEFT JOIN service_tier st ON st.id = u.service_tier "
    "LEFT JOIN geo g ON g.id = u.geo LEFT JOIN prices x ON x.price_id = c.price_id "
    "WHERE c.call_id >= ?1 AND (?2 IS NULL OR c.call_id < ?2) AND c.usage_state <> 0 AND (?3 IS NULL OR c.tab_id IN "
    "(SELECT tab_id FROM tabs WHERE hex(uuid) LIKE ?3 || '%')) AND {} ORDER BY c.call_id LIMIT ?4";

constexpr std::string_view kKeep =
    "INSERT INTO cost_alt(call_id, price_version_id, price_id, cost_nano, equiv_nano, saved_nano, replaced_us) "
    "VALUES(?, ifnull(?, 0), ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

constexpr std::string_view kUpdate =
    "UPDATE calls SET cost_nano = ?2, list_more_nano = ?3 - ifnull(?2, 0), saved_nano = ?4, price_version_id = ?5, "
    "price_id = ?6, "
    "price_basis = ?7, unpriced = NULL WHERE call_id = ?1";

/// Takes the columns of a row one after another.
class Row {
 public:
  explicit Row(const Statement& row) : row_{row} {}

  std::optional<std::int64_t> integer() {
    const int column = next_++;
    return row_.column_type(column) == ColumnType::Null ? std::nullopt : std::optional{row_.integer(column)};
  }
  std::string text() {
    const int column = next_++;
    return row_.column_type(column) == ColumnType::Null ? std::string{} : std::string{row_.bytes(column)};
  }
  template <typename Kind>
  void take(std::optional<Quantity<Kind>>& quantity) {
    const auto count = integer();
    quantity = count ? std::optional{Quantity<Kind>{*count}} : std::nullopt;
  }
  /// A stored enumerator; the first one for a number that this program does not know.
  template <typename Enum>
  Enum enumerator(Enum last) {
    const std::int64_t number = integer().value_or(0);
    return number >= 0 && number <= static_cast<std::int64_t>(last) ? static_cast<Enum>(number) : Enum{};
  }

 private:
  const Statement& row_;
  int next_ = 0;
};

void take_usage(Row& row, Usage& usage) {
  for (auto* bucket :
       {&usage.input_uncached, &usage.cache_read, &usage.cache_write_5m, &usage.cache_write_1h, &usage.output_total,
        &usage.output_reasoning, &usage.audio_input, &usage.audio_cache_read, &usage.audio_output, &usage.image_input})
    row.take(*bucket);
  usage.web_searches = row.integer();
  usage.audio_milliseconds = row.integer();
  row.take(usage.provider_cost);
  usage.service_tier = row.text();
  usage.region = row.text();
  usage.speed = row.text();
}

StoredCall stored_call(const Statement& statement) {
  Row row{statement};
  StoredCall stored;
  CallRecord& call = stored.call;
  stored.call_id = row.integer().value_or(0);
  call.provider = row.text();
  call.upstream_host = row.text();
  call.facts.api = row.text();
  call.facts.model_requested = row.text();
  call.facts.model_served = row.text();
  call.billing = row.enumerator(Billing::Local);
  call.facts.usage_state = row.enumerator(UsageState::Measured);
  const std::int64_t flags = row.integer().value_or(0);
  call.price_basis = row.enumerator(PriceBasis::Local);
  take_usage(row, call.facts.usage);
  // Older rows have the bit only.
  if ((flags & kFlagFast) != 0) call.facts.usage.speed = "fast";
  stored.was_slot = (flags & kFlagPricedBySlot) != 0;
  row.take(call.cost);
  row.take(call.list_cost);
  row.take(call.saved);
  stored.price_version_id = row.integer();
  stored.price_id = row.integer();
  stored.rates = row.text();
  for (const BilledUse& use : kBilledUses) call.facts.usage.*use.uses = row.integer();
  call.unpriced = row.enumerator(Unpriced::NoToolFee);
  SumKeys& keys = stored.keys;
  keys.call_id = stored.call_id;
  for (std::int64_t* key : {&keys.tz_q, &keys.tab, &keys.session, &keys.agent, &keys.project, &keys.branch,
                            &keys.provider, &keys.model, &keys.billing})
    *key = row.integer().value_or(0);
  return stored;
}

template <typename Kind>
std::optional<std::int64_t> count_of(const std::optional<Quantity<Kind>>& quantity) {
  return quantity ? std::optional{quantity->count()} : std::nullopt;
}

}  // namespace

Result<StoredCalls> StoredCalls::prepare(Database& database, CallCondition condition) {
  StoredCalls calls;
  calls.condition_ = std::move(condition);
  const std::string select = fmt::format(fmt::runtime(kSelect), calls.condition_.sql);
  for (const auto& [statement, sql] :
       {std::pair{&calls.select_, std::string_view{select}}, std::pair{&calls.keep_, kKeep},
        std::pair{&calls.update_, kUpdate},
        std::pair{&calls.tell_, std::string_view{"INSERT INTO outbox(call_id) VALUES(?)"}},
        std::pair{&calls.update_fee_, std::string_view{"UPDATE usage SET fee_nano = ?2 WHERE call_id = ?1"}}}) {
    auto prepared = database.prepare(sql);
    if (!prepared) return fail(prepared.error());
    *statement = std::move(*prepared);
  }
  auto prices = PriceRows::prepare(database);
  if (!prices) return fail(prices.error());
  calls.prices_ = std::move(*prices);
  auto rollups = Rollups::prepare(database);
  if (!rollups) return fail(rollups.error());
  calls.rollups_ = std::move(*rollups);
  return calls;
}

Result<std::vector<StoredCall>> StoredCalls::read(const CallRange& range, std::size_t limit) {
  std::vector<StoredCall> calls;
  select_.bind(range.first, range.end, range.tab_hex, static_cast<std::int64_t>(limit));
  select_.bind_all(condition_.values, CallCondition::kFirst);
  for (;;) {
    const auto row = select_.step();
    if (!row) return fail(row.error());
    if (!*row) break;
    calls.push_back(stored_call(select_));
  }
  select_.reset();
  return calls;
}

Result<void> StoredCalls::replace(const StoredCall& before, const CallRecord& call, SystemTime now) {
  const CallRecord& old = before.call;
  auto kept = keep_
                  .bind(before.call_id, before.price_version_id, before.price_id, count_of(old.cost),
                        count_of(old.list_cost), count_of(old.saved), to_epoch_us(now))
                  .run();
  if (!kept) return kept;
  const auto version = prices_.id_of(call.price_version, now);
  if (!version) return fail(version.error());
  const auto price = prices_.id_of(call.price, now);
  if (!price) return fail(price.error());
  // What a subscription pays for was never billed.
  const auto billed = call.billing == Billing::Subscription ? std::nullopt : count_of(call.cost);
  auto updated = update_
                     .bind(before.call_id, billed, count_of(call.list_cost), count_of(call.saved), *version, *price,
                           static_cast<std::int64_t>(call.price_basis))
                     .run();
  if (!updated) return updated;
  if (auto told = tell_.bind(before.call_id).run(); !told) return told;
  // Only calls with usage are read.
  rollups_.replace(before.keys, true, {count_of(old.cost), count_of(old.list_cost), count_of(old.saved)},
                   {billed, count_of(call.list_cost), count_of(call.saved)});
  if (!has_billed_uses(call.facts.usage)) return updated;
  return update_fee_.bind(before.call_id, call.fees.count()).run();
}

}  // namespace tabacus::analytics
