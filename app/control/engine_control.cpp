#include "app/control/engine_control.hpp"

#include <unistd.h>

#include <algorithm>

#include "app/control/protocol.hpp"
#include "app/control/runtime_directory.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::Engine;
using analytics::EngineStatus;
using analytics::TabStatus;

/// Fewer letters of an id would soon be another tab's.
constexpr std::size_t kLeastIdLetters = 4;

bool is_named(const TabStatus& tab, const std::string& name) {
  return tab.title == name || (name.size() >= kLeastIdLetters && tab.tab.text().starts_with(name));
}

/// The tab that the request names; empty: all.
Result<std::optional<TabId>> named_tab(Engine& engine, const std::string& name) {
  if (name.empty() || name == "all") return std::optional<TabId>{};
  std::vector<TabId> found;
  for (const TabStatus& tab : engine.status().tabs)
    if (is_named(tab, name)) found.push_back(tab.tab);
  if (found.size() == 1) return std::optional{found.front()};
  if (found.empty()) return fail(ErrorCode::NotFound, fmt::format("no tab {} is open here", display_safe(name)));
  return fail(ErrorCode::Conflict,
              fmt::format("{} tabs are called {}; give the id of one", found.size(), display_safe(name)));
}

Result<void> raise_budget(Engine& engine, const std::optional<TabId>& tab, const ControlRequest& request) {
  if (!tab) return fail(ErrorCode::InvalidInput, "raise_budget: no tab is named");
  const auto scope = analytics::budget_scope(request.budget);
  if (!request.budget.empty() && !scope)
    return fail(ErrorCode::InvalidInput, fmt::format("there is no budget of a {}", display_safe(request.budget)));
  Amount by;
  if (!request.amount.empty()) {
    const auto amount = parse_amount(request.amount);
    if (!amount) return fail(amount.error());
    by = *amount;
  }
  const auto raised = engine.raise_budget(*tab, scope, by);
  return raised ? Result<void>{} : fail(raised.error());
}

Result<void> carry_out(Engine& engine, const ControlRequest& request) {
  const auto tab = named_tab(engine, request.tab);
  if (!tab) return fail(tab.error());
  switch (request.op) {
    case ControlOp::Pause:
      return engine.pause(*tab);
    case ControlOp::Resume:
      return engine.resume(*tab);
    case ControlOp::Off:
      engine.switch_off();
      return {};
    case ControlOp::On:
      engine.switch_on();
      return {};
    case ControlOp::RaiseBudget:
      return raise_budget(engine, *tab, request);
    case ControlOp::Status:
    case ControlOp::Calls:
      return {};
  }
  return {};
}

}  // namespace

std::string answer_control(Engine& engine, const Instance& instance, std::string_view line) {
  const auto request = parse_request(line);
  if (!request) return error_reply(request.error());
  if (auto done = carry_out(engine, *request); !done) return error_reply(done.error());
  const InstanceStatus status{instance, engine.status()};
  return request->op == ControlOp::Calls ? calls_reply(status) : status_reply(status);
}

Result<std::unique_ptr<ControlServer>> serve_control(Engine& engine, std::string_view kind) {
  const auto directory = make_runtime_directory();
  if (!directory) return fail(directory.error(), "open the control socket");
  const Instance instance{std::string{kind}, ::getpid(), TABACUS_VERSION, SystemClock{}.wall()};
  return ControlServer::start(*directory / socket_name(kind, ::getpid()), [&engine, instance](std::string_view line) {
    return answer_control(engine, instance, line);
  });
}

}  // namespace tabacus::app
