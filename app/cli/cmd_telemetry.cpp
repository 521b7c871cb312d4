// tabacus telemetry: who outside is told of calls, and how far behind they are.
#include <algorithm>
#include <ostream>

#include "app/cli/arguments.hpp"
#include "app/cli/query_options.hpp"
#include "app/cli/telemetry_setup.hpp"
#include "base/json_text.hpp"

namespace tabacus::app {

extern const Command kTelemetry;

namespace {

constexpr int kBehind = 1;

Result<std::vector<analytics::FollowerState>> states_in(const std::filesystem::path& directory) {
  const auto reader = analytics::Reader::open(directory);
  if (!reader) return fail(reader.error());
  return analytics::followers(**reader);
}

std::string text_or_null(const std::string& text) { return text.empty() ? "null" : json_quoted(text); }

void print(CommandContext& context, const std::vector<analytics::FollowerState>& states, bool as_json) {
  if (states.empty() && !as_json) context.out << "Nobody outside is told of calls (telemetry.* is not set).\n";
  for (const analytics::FollowerState& state : states) {
    if (as_json) {
      context.out << fmt::format(R"({{"name":{},"behind":{},"sent":{},"refused":{},"sent_at":{},"trouble":{}}})",
                                 json_quoted(state.name), state.behind, state.sent, state.refused,
                                 text_or_null(state.sent_at), text_or_null(state.trouble))
                  << '\n';
      continue;
    }
    context.out << follower_text(state) << '\n';
  }
}

Result<void> send_now(const analytics::TelemetryOptions& options, std::chrono::seconds patience) {
  auto telemetry = analytics::Telemetry::start(options, analytics::Telemetry::Until::NothingWaits);
  if (!telemetry) return fail(telemetry.error());
  // What another process sends meanwhile is seen below.
  if (*telemetry) static_cast<void>((*telemetry)->wait(patience));
  return {};
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::string directory;
  bool as_json = false, schema = false, send = false;
  std::int64_t patience = 10;
  ArgumentParser parser{kTelemetry};
  parser.text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured")
      .flag("--json", as_json, "one JSON object per receiver and line")
      .flag("--send", send, "send what waits now; windows, 'run' and 'endpoint' do that by themselves")
      .integer("--patience", 1, 3600, patience, "seconds that --send may take (10)")
      .flag("--schema", schema, "print the script that makes the table and views of ClickHouse")
      .footer(
          "Receivers are set by telemetry.* of the configuration; none is by default. Exit code: 1 where --send leaves "
          "calls behind.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto options = telemetry_options(context.config.config, analytics_directory(context, directory));
  if (schema) {
    context.out << analytics::clickhouse_schema(options);
    return kExitOk;
  }
  if (send)
    if (auto sent = send_now(options, std::chrono::seconds{patience}); !sent) return fail(sent.error());
  const auto states = states_in(options.directory);
  if (!states) return fail(states.error());
  print(context, *states, as_json);
  const bool are_behind =
      std::ranges::any_of(*states, [](const analytics::FollowerState& state) { return state.behind > 0; });
  return send && are_behind ? kBehind : kExitOk;
}

}  // namespace

const Command kTelemetry{
    .name = "telemetry", .summary = "Say how far those outside are who are told of calls", .run = run};

}  // namespace tabacus::app
