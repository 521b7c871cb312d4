// tabacus show: all that is known of one call.
#include <algorithm>
#include <ostream>

#include "analytics/api/json.hpp"
#include "analytics/api/reprice.hpp"
#include "app/cli/body_views.hpp"
#include "app/cli/conversation_text.hpp"
#include "app/cli/cost_lines.hpp"
#include "app/cli/named_row.hpp"
#include "app/cli/query_options.hpp"
#include "app/cli/waterfall.hpp"
#include "app/cli/why_lines.hpp"
#include "base/json_text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kShow;

namespace {

using analytics::CostOfCall;
using analytics::Table;

/// A column that is shown where it is known, and how.
struct Line {
  std::string_view heading;
  std::string_view column;
  std::string (*text)(const analytics::Value&);
};

constexpr Line kSummary[] = {
    {"note", "note", cell_text},
    {"begun", "started_at", local_time_cell},
    {"tab", "tab_title", cell_text},
    {"session", "session", cell_text},
    {"agent", "agent", cell_text},
    {"parent agent", "parent_agent", cell_text},
    {"client", "client", cell_text},
    {"version", "client_version", cell_text},
    {"process", "process_chain", cell_text},
    {"pid", "pid", cell_text},
    {"project", "project", cell_text},
    {"branch", "branch", cell_text},
    {"provider", "provider", cell_text},
    {"API", "api", cell_text},
    {"transport", "transport", cell_text},
    {"asked for", "model_requested", cell_text},
    {"model", "model", cell_text},
    {"status", "status", cell_text},
    {"outcome", "outcome", cell_text},
    {"error", "error_type", cell_text},
    {"stopped by", "stop_reason", cell_text},
    {"tool calls", "tool_calls", count_cell},
    {"sent", "request_bytes", count_cell},
    {"received", "response_bytes", count_cell},
    {"request id", "request_id", cell_text},
    {"response id", "response_id", cell_text},
    {"billing", "billing", cell_text},
    {"prices of", "price_version", cell_text},
    {"no price", "unpriced_reason", cell_text},
};

constexpr Line kUsage[] = {
    {"usage is", "usage_state", cell_text},
    {"in doubt", "usage_doubt", cell_text},
    {"input", "input_tokens", count_cell},
    {"read from cache", "cache_read_tokens", count_cell},
    {"written for 5 min", "cache_write_5m_tokens", count_cell},
    {"written for 1 h", "cache_write_1h_tokens", count_cell},
    {"whole prompt", "prompt_tokens", count_cell},
    {"output", "output_tokens", count_cell},
    {"of it reasoning", "reasoning_tokens", count_cell},
    {"audio in", "audio_input_tokens", count_cell},
    {"audio out", "audio_output_tokens", count_cell},
    {"images in", "image_input_tokens", count_cell},
    {"images out", "image_output_tokens", count_cell},
    {"web searches", "web_searches", count_cell},
    {"web fetches", "web_fetches", count_cell},
    {"code runs", "code_runs", count_cell},
    {"machines for code", "containers", count_cell},
    {"file searches", "file_searches", count_cell},
    {"pictures made", "images_made", count_cell},
    {"map prompts", "map_prompts", count_cell},
    {"search units", "search_units", count_cell},
    {"other tools", "other_tools", count_cell},
    {"service tier", "service_tier", cell_text},
    {"region", "region", cell_text},
    {"speed", "speed", cell_text},
    {"input, estimated", "estimated_input_tokens", count_cell},
    {"output, estimated", "estimated_output_tokens", count_cell},
    {"as told", "raw", cell_text},
};

struct Call {
  Table row;  ///< of v_calls and v_usage
  Table why;
  std::optional<CostOfCall> cost;
};

class Sections {
 public:
  explicit Sections(CommandContext& context) : context_{context} {}

  void heading(std::string_view text) {
    if (!is_first_) context_.out << '\n';
    is_first_ = false;
    context_.out << toned(text, Tone::Bold, context_.screen.paint) << '\n';
  }

  void lines(const NamedRow& row, std::span<const Line> lines) {
    std::size_t longest = 0;
    for (const Line& line : lines)
      if (row.has(line.column)) longest = std::max(longest, line.heading.size());
    for (const Line& line : lines)
      if (row.has(line.column))
        context_.out << fmt::format("  {:<{}}  {}\n", line.heading, longest, line.text(row.value(line.column)));
  }

  /// Without its headings.
  void table(const TextTable& table) {
    std::size_t longest = 0;
    for (const auto& row : table.rows) longest = std::max(longest, row.front().size());
    for (const auto& row : table.rows) context_.out << fmt::format("  {:<{}}  {}\n", row[0], longest, row[1]);
  }

 private:
  CommandContext& context_;
  bool is_first_ = true;
};

/// What `why` tells that the other sections do not.
TextTable explaining_part(TextTable lines) {
  constexpr std::array<std::string_view, 7> kToldAbove{"begun", "for", "model", "outcome", "prompt", "answer", "cost"};
  std::erase_if(lines.rows, [&](const auto& row) {
    return std::ranges::find(kToldAbove, std::string_view{row.front()}) != kToldAbove.end();
  });
  return lines;
}

void print_for_people(CommandContext& context, const Call& call) {
  Sections sections{context};
  const NamedRow row{call.row};
  sections.heading(fmt::format("call {}", row.text("call_id")));
  sections.lines(row, kSummary);
  sections.heading("time");
  for (const std::string& line : waterfall(phases_of(row), context.width)) context.out << line << '\n';
  sections.heading("usage");
  sections.lines(row, kUsage);
  sections.heading("cost");
  if (call.cost) {
    print_text_table(context.out, cost_table(*call.cost), context.width);
    context.out << price_row_line(*call.cost) << '\n';
  } else {
    context.out << "  no tokens are known of it, so nothing can be priced\n";
  }
  const TextTable why = explaining_part(why_lines(call.why));
  if (why.rows.empty()) return;
  sections.heading("why");
  sections.table(why);
}

void print_json(std::ostream& out, const Call& call) {
  out << fmt::format(R"({{"call":{},"why":{},"cost":{}}})", json_object(call.row, 0), json_object(call.why, 0),
                     call.cost ? cost_json(*call.cost) : "null")
      << '\n';
}

Result<Call> read_call(analytics::Reader& reader, const std::filesystem::path& directory, std::int64_t id) {
  auto row = reader.sql(
      fmt::format("SELECT c.*, u.usage_doubt, u.audio_input_tokens, u.audio_output_tokens, u.image_input_tokens, "
                  "u.image_output_tokens, u.web_fetches, u.code_runs, u.containers, u.file_searches, u.images_made, "
                  "u.map_prompts, "
                  "u.search_units, u.other_tools, u.service_tier, u.region, u.speed, u.raw, n.note "
                  "FROM v_calls c JOIN v_usage u ON u.call_id = c.call_id LEFT JOIN v_notes n ON n.call_id = c.call_id "
                  "WHERE c.call_id = {}",
                  id),
      1);
  if (!row) return fail(row.error());
  auto why = reader.sql(why_question(id), 1);
  if (!why) return fail(why.error());
  if (row->rows.empty() || why->rows.empty())
    return fail(ErrorCode::NotFound, fmt::format("call {} was removed meanwhile", id));
  auto cost = analytics::cost_of_call(directory, id);
  if (!cost && cost.error().code != ErrorCode::NotFound) return fail(cost.error());
  return Call{std::move(*row), std::move(*why), cost ? std::optional{std::move(*cost)} : std::nullopt};
}

/// Which part of what was sent and answered is to be shown instead.
struct WantedBody {
  bool conversation = false;
  bool request = false;
  bool response = false;
  bool events = false;
  bool headers = false;
  bool as_sent = false;  ///< of a request or an answer

  [[nodiscard]] int count() const {
    return int{conversation} + int{request} + int{response} + int{events} + int{headers};
  }
  void declare(ArgumentParser& parser) {
    parser
        .flag("--conversation", conversation, "who said what, where bodies are kept (analytics.bodies in tabacus.toml)")
        .flag("--request", request, "what was sent, likewise: as it was, but for secrets")
        .flag("--response", response, "what was answered, likewise")
        .flag("--events", events, "the answer's events with their times, likewise")
        .flag("--headers", headers, "the fields of both, likewise")
        .flag("--as-sent", as_sent, "with --request or --response: in the content coding that it came in, to a file");
  }
};

void show_body_as_json(std::ostream& out, const analytics::KeptCall& call, const WantedBody& wanted) {
  if (wanted.conversation)
    out << conversation_json(analytics::conversation_of(call));
  else if (wanted.events)
    out << events_json(analytics::events_of(call));
  else if (wanted.headers)
    out << fmt::format(R"({{"call_id":{},"request":{},"response":{}}})", call.call_id, json_quoted(call.request.head),
                       json_quoted(call.response.head));
  else
    out << side_json(wanted.request ? call.request : call.response);
  out << '\n';
}

Result<int> write_as_sent(CommandContext& context, const analytics::KeptSide& side) {
  const std::string_view coding = analytics::field_of(side.head, "content-encoding");
  const bool is_coded = !coding.empty() && !side.body.empty();
  if (is_coded && side.coded.empty())
    return fail(
        ErrorCode::NotFound,
        fmt::format("its bytes in the coding {} are not kept: a secret was masked in it, it was not read whole, or "
                    "it was kept by an older tabacus; without --as-sent it is shown decoded",
                    display_safe(coding)));
  if (!is_coded) return print_body(context, side), kExitOk;
  if (context.screen.is_terminal)
    return fail(ErrorCode::InvalidInput,
                fmt::format("its bytes in the coding {} are no text: write them to a file or into a pipe",
                            display_safe(coding)));
  context.out.write(side.coded.data(), static_cast<std::streamsize>(side.coded.size()));
  return kExitOk;
}

Result<int> show_body(CommandContext& context, const std::filesystem::path& directory, std::int64_t id,
                      const WantedBody& wanted, Format format) {
  const auto call = read_bodies(directory, id);
  if (!call) return fail(call.error());
  if (format == Format::Json)
    show_body_as_json(context.out, *call, wanted);
  else if (wanted.conversation)
    print_conversation(context.out, analytics::conversation_of(*call), context.screen.paint);
  else if (wanted.events)
    print_events(context.out, analytics::events_of(*call));
  else if (wanted.headers)
    print_heads(context, *call);
  else if (wanted.as_sent)
    return write_as_sent(context, wanted.request ? call->request : call->response);
  else
    print_body(context, wanted.request ? call->request : call->response);
  return kExitOk;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  WantedBody wanted;
  std::string word;
  ArgumentParser parser{kShow};
  parser.optional_positional("CALL", word, "its call_id, or @2 for the one before the newest (@1)");
  query.declare(parser);
  wanted.declare(parser);
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  if (*format == Format::Csv)
    return fail(ErrorCode::InvalidInput, "one call is no list; 'tabacus calls --csv' gives its row, show gives --json");
  if (wanted.count() > 1)
    return fail(ErrorCode::InvalidInput,
                "one part of a call at a time: --conversation, --request, --response, --events or --headers");
  if (wanted.as_sent && ((!wanted.request && !wanted.response) || *format == Format::Json))
    return fail(ErrorCode::InvalidInput, "--as-sent goes with --request or --response, and not with --json");
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto id = find_call(**reader, word);
  if (!id) return fail(id.error());
  if (wanted.count() == 1) return show_body(context, query.directory(context), *id, wanted, *format);
  const auto call = read_call(**reader, query.directory(context), *id);
  if (!call) return fail(call.error());
  *format == Format::Json ? print_json(context.out, *call) : print_for_people(context, *call);
  return kExitOk;
}

}  // namespace

const Command kShow{.name = "show",
                    .summary = "Show one call: what it was, where its time went, usage, cost, why",
                    .run = run,
                    .is_paged = true};

}  // namespace tabacus::app
