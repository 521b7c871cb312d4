#include "app/cli/running_lines.hpp"

#include <algorithm>

#include "app/cli/output.hpp"
#include "app/control/client.hpp"
#include "app/control/instance_status.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

using analytics::CallFilter;
using analytics::RunningCall;

namespace {

/// The beginning of an id, dashes or not.
bool begins_with(const TabId& tab, const std::string& prefix) {
  const auto plain = [](std::string_view text) {
    std::string hex = to_lower_ascii(text);
    std::erase(hex, '-');
    return hex;
  };
  return plain(tab.text()).starts_with(plain(prefix));
}

bool is_chosen(const RunningCall& call, const CallFilter& filter) {
  if (filter.session || filter.agent || filter.project || filter.branch || filter.status || filter.recording ||
      filter.where)
    return false;
  if (filter.tab && !begins_with(call.tab, *filter.tab)) return false;
  if (filter.provider && call.provider != *filter.provider) return false;
  return !filter.model || to_lower_ascii(call.model).find(to_lower_ascii(*filter.model)) != std::string::npos;
}

}  // namespace

std::vector<RunningInTab> running_calls() {
  std::vector<RunningInTab> calls;
  const auto replies = ask_all({ControlOp::Status, {}});
  if (!replies) return calls;
  for (const InstanceReply& reply : *replies) {
    if (!reply.line) continue;
    const auto status = parse_status_reply(*reply.line);
    if (!status) continue;
    for (const auto& tab : status->engine.tabs)
      for (const RunningCall& call : tab.running) calls.push_back({tab.title, call});
  }
  std::ranges::stable_sort(calls, {}, [](const RunningInTab& running) { return running.call.started_at; });
  return calls;
}

std::vector<RunningInTab> chosen(std::vector<RunningInTab> calls, const CallFilter& filter) {
  std::erase_if(calls, [&](const RunningInTab& running) { return !is_chosen(running.call, filter); });
  return calls;
}

std::string running_line(const RunningInTab& running, SystemTime now, std::size_t width) {
  const RunningCall& call = running.call;
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - call.started_at);
  std::string line =
      fmt::format("  … {}  {}  {}", format_duration(static_cast<double>(std::max<std::int64_t>(0, age.count()))),
                  visible_text(running.tab_title), call.model.empty() ? "–" : visible_text(call.model));
  if (call.status) line += fmt::format("  {}", *call.status);
  line += call.input ? fmt::format("  {} in", format_count(call.input->count()))
                     : fmt::format("  {} bytes sent", format_count(call.request_bytes));
  line += call.output ? fmt::format("  {} out", format_count(call.output->count()))
                      : fmt::format("  {} bytes received", format_count(call.response_bytes));
  if (call.cost) line += fmt::format("  {} so far", format_usd(call.cost->count()));
  return fitted(line, width);
}

}  // namespace tabacus::app
