#include "app/gui/demo/agent.hpp"

#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <ostream>
#include <span>
#include <thread>

#include "app/gui/demo/plain_http.hpp"

namespace tabacus::app {
namespace {

using nlohmann::json;

/// What the agent did, and what it tells the model of it.
struct Turn {
  std::string_view action;
  std::string_view result;
  std::string_view message;
};

/// One API family as an agent uses it.
struct Dialect {
  const char* base_url_variable;
  std::string_view path;
  HeaderFields (*fields)();
  json (*request)(std::string_view model, const json& conversation);
};

struct Plan {
  std::string_view id;
  std::string_view model;
  std::string_view task;
  const Dialect& dialect;
  std::span<const Turn> turns;
};

/// Agents send some thousands of tokens of instructions and tools with every call; that is what caches are for.
std::string instructions() {
  constexpr std::string_view kParagraph =
      "You are a careful programmer at work in a repository. Read before you write. Keep changes small, run the tests "
      "after each, and say what you found. Tools: Read(path), Edit(path, old, new), Run(command), Search(pattern). ";
  std::string text;
  for (int i = 0; i < 48; ++i) text += kParagraph;
  return text;
}

HeaderFields anthropic_fields() {
  return {{"content-type", "application/json"}, {"anthropic-version", "2023-06-01"}, {"x-api-key", "demo"}};
}

json anthropic_request(std::string_view model, const json& conversation) {
  const json system{{"type", "text"}, {"text", instructions()}, {"cache_control", {{"type", "ephemeral"}}}};
  return {{"model", model},
          {"max_tokens", 2048},
          {"stream", true},
          {"system", json::array({system})},
          {"messages", conversation}};
}

HeaderFields openai_fields() { return {{"content-type", "application/json"}, {"authorization", "Bearer demo"}}; }

json openai_request(std::string_view model, const json& conversation) {
  return {{"model", model}, {"stream", true}, {"instructions", instructions()}, {"input", conversation}};
}

constexpr Dialect kAnthropic{"ANTHROPIC_BASE_URL", "/v1/messages", anthropic_fields, anthropic_request};
constexpr Dialect kOpenAi{"OPENAI_BASE_URL", "/responses", openai_fields, openai_request};

constexpr std::array kParserTurns{
    Turn{"Read(src/parser.cpp)", "212 lines", "The file reads the header first and treats every byte as text."},
    Turn{"Search(\"EF BB BF\")", "no match", "Nothing in the tree knows of a byte order mark."},
    Turn{"Edit(src/parser.cpp)", "+6 -1", "The mark is skipped once, at the very beginning."},
    Turn{"Run(ctest -R parser)", "41 passed", "All parser tests pass, the new one too."},
};
constexpr std::array kReviewTurns{
    Turn{"Run(git diff --stat main)", "3 files, +48 -12", "Three files changed; the lock in cache.cpp is new."},
    Turn{"Read(src/cache.cpp)", "97 lines", "The lock is held while the loader runs."},
};
constexpr std::array kPlans{
    Plan{"a", "claude-sonnet-5", "Make the parser accept a byte order mark", kAnthropic, kParserTurns},
    Plan{"b", "gpt-5-codex", "Review the branch before it is merged", kOpenAi, kReviewTurns},
};

void print_banner(const Plan& plan, std::ostream& out) {
  const std::string title = fmt::format(" demo agent · {} ", plan.model);
  const std::size_t width = title.size() - 1;  // the dot takes two bytes and one column
  std::string rule;
  for (std::size_t i = 0; i < width; ++i) rule += "─";
  out << "\033[38;2;204;140;90m╭" << rule << "╮\n│\033[0;1m" << title << "\033[0;38;2;204;140;90m│\n╰" << rule
      << "╯\033[0m\n\n";
  out << "\033[48;2;45;48;56m\033[1m> " << plan.task << " \033[0m\n\n" << std::flush;
}

void print_action(const Turn& turn, std::ostream& out) {
  out << "\033[32m●\033[0m \033[1m" << turn.action << "\033[0m\n  \033[2m⎿  " << turn.result << "\033[0m\n"
      << std::flush;
}

/// Splits a stream into the JSON of its data lines.
class EventLines {
 public:
  template <typename Function>
  void feed(std::string_view bytes, Function on_json) {
    pending_ += bytes;
    std::size_t begin = 0;
    for (std::size_t end; (end = pending_.find('\n', begin)) != std::string::npos; begin = end + 1) {
      const std::string_view line = std::string_view{pending_}.substr(begin, end - begin);
      if (line.starts_with("data: ")) on_json(line.substr(6));
    }
    pending_.erase(0, begin);
  }

 private:
  std::string pending_;
};

Result<LoopbackUrl> endpoint_of(const Dialect& dialect) {
  const char* base = std::getenv(dialect.base_url_variable);
  if (base == nullptr)
    return fail(ErrorCode::NotFound, fmt::format("{} is not set in this tab", dialect.base_url_variable));
  auto url = parse_loopback_url(base);
  if (url) url->path += dialect.path;
  return url;
}

/// One call; prints the answer as it streams and returns its text.
Result<std::string> ask(const Plan& plan, const LoopbackUrl& url, const json& conversation, std::ostream& out) {
  std::string answer;
  EventLines lines;
  const auto show = [&](std::string_view event) {
    const std::string text = text_of_event(event);
    answer += text;
    out << text << std::flush;
  };
  const std::string body = plan.dialect.request(plan.model, conversation).dump();
  const auto status = post(url, plan.dialect.fields(), body, [&](std::string_view bytes) { lines.feed(bytes, show); });
  out << "\n\n" << std::flush;
  if (!status) return fail(status.error());
  if (*status != 200) return fail(ErrorCode::Io, fmt::format("{} answered with status {}", plan.model, *status));
  return answer;
}

}  // namespace

std::string text_of_event(std::string_view text) {
  const json event = json::parse(text, nullptr, false);
  if (!event.is_object()) return {};
  const std::string type = event.value("type", "");
  if (type == "response.output_text.delta") return event.value("delta", "");
  if (type != "content_block_delta" || !event.contains("delta")) return {};
  return event.at("delta").value("text", "");
}

Result<void> run_agent(const AgentOptions& options, std::ostream& out) {
  const auto plan = std::find_if(kPlans.begin(), kPlans.end(), [&](const Plan& p) { return p.id == options.plan; });
  if (plan == kPlans.end()) return fail(ErrorCode::NotFound, fmt::format("no plan '{}'", options.plan));
  const auto url = endpoint_of(plan->dialect);
  if (!url) return fail(url.error());

  out << "\033]0;" << plan->task << "\007";
  print_banner(*plan, out);
  json conversation = json::array({{{"role", "user"}, {"content", plan->task}}});
  for (const Turn& turn : plan->turns) {
    const auto answer = ask(*plan, *url, conversation, out);
    if (!answer) return fail(answer.error());
    print_action(turn, out);
    out << '\n';
    conversation.push_back({{"role", "assistant"}, {"content", *answer}});
    conversation.push_back({{"role", "user"}, {"content", turn.message}});
    std::this_thread::sleep_for(options.pause);
  }
  const auto last = ask(*plan, *url, conversation, out);
  if (!last) return fail(last.error());
  out << "\033[32m✔\033[0m " << plan->turns.size() + 1 << " calls to " << plan->model << "\n" << std::flush;
  return {};
}

}  // namespace tabacus::app
