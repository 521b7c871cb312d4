#include "app/control/instance_status.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "app/control/protocol.hpp"
#include "base/time_text.hpp"

namespace tabacus::app {
namespace {

using analytics::BudgetState;
using analytics::EngineStatus;
using analytics::Recording;
using analytics::RunningCall;
using analytics::TabKind;
using analytics::TabStatus;
using nlohmann::json;

constexpr std::array kRecordings = std::to_array<std::pair<Recording, std::string_view>>(
    {{Recording::On, "on"}, {Recording::Paused, "paused"}, {Recording::Off, "off"}});

template <typename T>
json optional_count(const std::optional<T>& value) {
  return value ? json(value->count()) : json(nullptr);
}

json text_or_null(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

json to_json(const RunningCall& call) {
  return {{"tab_id", call.tab.text()},
          {"started_at", format_rfc3339(call.started_at)},
          {"provider", text_or_null(call.provider)},
          {"client", text_or_null(call.client)},
          {"model", text_or_null(call.model)},
          {"status", call.status ? json(*call.status) : json(nullptr)},
          {"request_bytes", call.request_bytes},
          {"response_bytes", call.response_bytes},
          {"input_tokens", optional_count(call.input)},
          {"output_tokens", optional_count(call.output)},
          {"cost_so_far_nano", optional_count(call.cost)}};
}

json running_of(const TabStatus& tab) {
  json list = json::array();
  for (const RunningCall& call : tab.running) {
    if (list.size() >= kMaxRunningListed) break;
    list.push_back(to_json(call));
  }
  return list;
}

constexpr std::array<std::string_view, 3> kStandings{"within", "near", "spent"};

json budgets_of(const TabStatus& tab) {
  json list = json::array();
  for (const BudgetState& budget : tab.budgets)
    list.push_back({{"budget", analytics::name_of(budget.account.scope)},
                    {"of", text_or_null(budget.account.of)},
                    {"limit_nano", optional_count(budget.limit.money)},
                    {"limit_tokens", optional_count(budget.limit.tokens)},
                    {"spent_nano", budget.spent.money.count()},
                    {"spent_tokens", budget.spent.tokens.count()},
                    {"unknown_calls", budget.spent.unknown},
                    {"reserved_nano", budget.reserved.money.count()},
                    {"reserved_tokens", budget.reserved.tokens.count()},
                    {"standing", kStandings[static_cast<std::size_t>(budget.standing)]}});
  return list;
}

json to_json(const TabStatus& tab) {
  const auto& stats = tab.stats;
  return {{"tab_id", tab.tab.text()},
          {"kind", tab.kind == TabKind::Endpoint ? "endpoint" : "pty"},
          {"title", tab.title},
          {"port", tab.port},
          {"recording", name_of(tab.recording)},
          {"calls", stats.calls},
          {"errors", stats.errors},
          {"in_flight", stats.in_flight},
          {"input_tokens", (stats.input_uncached + stats.cache_read + stats.cache_write).count()},
          {"cached_tokens", stats.cache_read.count()},
          {"output_tokens", stats.output.count()},
          {"cost_nano", stats.cost.count()},
          {"running_cost_nano", stats.running_cost.count()},
          {"subscription_nano", stats.subscription.count()},
          {"cost_is_lower_bound", stats.cost_is_lower_bound},
          {"last_model", text_or_null(stats.last_model)},
          {"last_error", text_or_null(stats.last_error)},
          {"running", running_of(tab)},
          {"budgets", budgets_of(tab)},
          {"is_closed", tab.is_closed}};
}

json head_of(const Instance& instance) {
  return {{"v", kControlVersion},
          {"ok", true},
          {"instance",
           {{"kind", instance.kind},
            {"pid", instance.pid},
            {"version", instance.version},
            {"started_at", format_rfc3339(instance.started_at)}}}};
}

std::string dump(const json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace);
}

// Reading: what is not as it should be is passed over.

const json& member(const json& object, const char* key) {
  static const json kNothing;
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() ? *found : kNothing;
}

std::int64_t integer_at(const json& object, const char* key) {
  const json& value = member(object, key);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

bool flag_at(const json& object, const char* key, bool otherwise) {
  const json& value = member(object, key);
  return value.is_boolean() ? value.get<bool>() : otherwise;
}

std::string text_at(const json& object, const char* key) {
  const json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

std::optional<Tokens> tokens_at(const json& object, const char* key) {
  const json& value = member(object, key);
  return value.is_number_integer() ? std::optional{Tokens{value.get<std::int64_t>()}} : std::nullopt;
}

SystemTime time_at(const json& object, const char* key) {
  return parse_rfc3339(text_at(object, key)).value_or(SystemTime{});
}

Recording recording_at(const json& object) {
  const std::string name = text_at(object, "recording");
  const auto* found = std::ranges::find(kRecordings, name, [](const auto& entry) { return entry.second; });
  return found != kRecordings.end() ? found->first : Recording::On;
}

RunningCall read_call(const json& from) {
  RunningCall call;
  call.tab = TabId::parse(text_at(from, "tab_id")).value_or(TabId{});
  call.started_at = time_at(from, "started_at");
  call.provider = text_at(from, "provider");
  call.client = text_at(from, "client");
  call.model = text_at(from, "model");
  if (member(from, "status").is_number_integer()) call.status = static_cast<int>(integer_at(from, "status"));
  call.request_bytes = integer_at(from, "request_bytes");
  call.response_bytes = integer_at(from, "response_bytes");
  call.input = tokens_at(from, "input_tokens");
  call.output = tokens_at(from, "output_tokens");
  if (member(from, "cost_so_far_nano").is_number_integer())
    call.cost = Nanodollars{integer_at(from, "cost_so_far_nano")};
  return call;
}

BudgetState read_budget(const json& from) {
  BudgetState budget;
  budget.account.scope = analytics::budget_scope(text_at(from, "budget")).value_or(analytics::BudgetScope::Tab);
  budget.account.of = text_at(from, "of");
  if (const auto money = tokens_at(from, "limit_nano")) budget.limit.money = Nanodollars{money->count()};
  budget.limit.tokens = tokens_at(from, "limit_tokens");
  budget.spent = {Nanodollars{integer_at(from, "spent_nano")}, Tokens{integer_at(from, "spent_tokens")},
                  integer_at(from, "unknown_calls")};
  budget.reserved = {Nanodollars{integer_at(from, "reserved_nano")}, Tokens{integer_at(from, "reserved_tokens")}};
  const auto* standing = std::ranges::find(kStandings, text_at(from, "standing"));
  if (standing != kStandings.end()) budget.standing = static_cast<BudgetState::Standing>(standing - kStandings.begin());
  return budget;
}

TabStatus read_tab(const json& from) {
  TabStatus tab;
  tab.tab = TabId::parse(text_at(from, "tab_id")).value_or(TabId{});
  tab.kind = text_at(from, "kind") == "endpoint" ? TabKind::Endpoint : TabKind::Pty;
  tab.title = text_at(from, "title");
  tab.port = static_cast<std::uint16_t>(std::clamp<std::int64_t>(integer_at(from, "port"), 0, 65'535));
  tab.recording = recording_at(from);
  tab.stats.calls = integer_at(from, "calls");
  tab.stats.errors = integer_at(from, "errors");
  tab.stats.in_flight = integer_at(from, "in_flight");
  tab.stats.cache_read = Tokens{integer_at(from, "cached_tokens")};
  tab.stats.input_uncached = tokens_at(from, "input_tokens").value_or(Tokens{}) - tab.stats.cache_read;
  tab.stats.output = Tokens{integer_at(from, "output_tokens")};
  tab.stats.cost = Nanodollars{integer_at(from, "cost_nano")};
  tab.stats.running_cost = Nanodollars{integer_at(from, "running_cost_nano")};
  tab.stats.subscription = Nanodollars{integer_at(from, "subscription_nano")};
  tab.stats.cost_is_lower_bound = flag_at(from, "cost_is_lower_bound", false);
  tab.stats.last_model = text_at(from, "last_model");
  tab.stats.last_error = text_at(from, "last_error");
  for (const json& call : member(from, "running")) tab.running.push_back(read_call(call));
  for (const json& budget : member(from, "budgets")) tab.budgets.push_back(read_budget(budget));
  tab.is_closed = flag_at(from, "is_closed", false);
  return tab;
}

EngineStatus read_engine(const json& from) {
  EngineStatus status;
  status.recording = recording_at(from);
  const json& database = member(from, "database");
  status.database = {text_at(database, "file"), integer_at(database, "bytes"), integer_at(database, "calls_written"),
                     text_at(database, "trouble")};
  status.calls_dropped = integer_at(database, "calls_dropped");
  if (const json& bodies = member(from, "bodies"); bodies.is_object())
    status.bodies = {text_at(bodies, "mode"),    text_at(bodies, "file"),       integer_at(bodies, "bytes"),
                     integer_at(bodies, "kept"), integer_at(bodies, "dropped"), text_at(bodies, "trouble")};
  const json& meter = member(from, "meter");
  status.meter_answers = flag_at(meter, "answers", true);
  status.meter_faults = integer_at(meter, "faults");
  status.tap_gaps = integer_at(meter, "tap_gaps");
  status.prices = {text_at(member(from, "prices"), "as_of"), text_at(member(from, "prices"), "source")};
  for (const json& tab : member(from, "tabs")) status.tabs.push_back(read_tab(tab));
  for (const json& warning : member(from, "warnings"))
    if (warning.is_string()) status.warnings.push_back(warning.get<std::string>());
  return status;
}

}  // namespace

std::string_view name_of(Recording recording) {
  const auto* found = std::ranges::find(kRecordings, recording, [](const auto& entry) { return entry.first; });
  return found != kRecordings.end() ? found->second : "?";
}

std::string status_reply(const InstanceStatus& status) {
  const EngineStatus& engine = status.engine;
  json reply = head_of(status.instance);
  reply["recording"] = name_of(engine.recording);
  reply["meter"] = {{"answers", engine.meter_answers}, {"faults", engine.meter_faults}, {"tap_gaps", engine.tap_gaps}};
  reply["database"] = {{"file", engine.database.file.native()},
                       {"bytes", engine.database.bytes},
                       {"calls_written", engine.database.calls_written},
                       {"calls_dropped", engine.calls_dropped},
                       {"trouble", text_or_null(engine.database.trouble)}};
  reply["bodies"] = {{"mode", engine.bodies.mode},       {"file", engine.bodies.file.native()},
                     {"bytes", engine.bodies.bytes},     {"kept", engine.bodies.kept},
                     {"dropped", engine.bodies.dropped}, {"trouble", text_or_null(engine.bodies.trouble)}};
  reply["prices"] = {{"as_of", text_or_null(engine.prices.as_of)}, {"source", text_or_null(engine.prices.source)}};
  reply["tabs"] = json::array();
  for (const TabStatus& tab : engine.tabs) reply["tabs"].push_back(to_json(tab));
  reply["warnings"] = engine.warnings;
  return dump(reply);
}

std::string budgets_line(const TabStatus& tab) {
  return dump({{"tab_id", tab.tab.text()}, {"title", tab.title}, {"budgets", budgets_of(tab)}});
}

std::string calls_reply(const InstanceStatus& status) {
  json reply = head_of(status.instance);
  reply["calls"] = json::array();
  for (const TabStatus& tab : status.engine.tabs)
    for (json& call : running_of(tab)) reply["calls"].push_back(std::move(call));
  return dump(reply);
}

Result<InstanceStatus> parse_status_reply(std::string_view line) {
  if (auto checked = check_reply(line); !checked) return fail(checked.error());
  const json reply = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!member(reply, "instance").is_object()) return fail(ErrorCode::InvalidInput, "reply: it names no instance");
  const json& instance = member(reply, "instance");
  return InstanceStatus{{text_at(instance, "kind"), integer_at(instance, "pid"), text_at(instance, "version"),
                         time_at(instance, "started_at")},
                        read_engine(reply)};
}

}  // namespace tabacus::app
