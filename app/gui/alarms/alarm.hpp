// Something about the calls of a pane that the user should know though he looks elsewhere. Values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace tabacus::app {

enum class AlarmKind : std::uint8_t {
  RetryStorm,    ///< the same request again and again
  ErrorBurst,    ///< calls that fail
  Runaway,       ///< money goes much faster than before
  Stall,         ///< an answer that says nothing more
  LimitNear,     ///< of the provider
  BudgetNear,    ///< or spent
  PriceMissing,  ///< calls cost what nobody knows
  SecretSent,    ///< a key or a password in a prompt
};

struct Alarm {
  AlarmKind kind = AlarmKind::ErrorBurst;
  TabId pane = {};
  std::string subject = {};  ///< what it is about, so that the same is not told twice: "5h", "claude-x"
  std::string text = {};     ///< one line, display-safe
  friend bool operator==(const Alarm&, const Alarm&) = default;
};

/// "retry-storm": stable, for commands that are run.
[[nodiscard]] std::string_view name_of(AlarmKind kind);

/// One JSON object on one line, as a command gets it: event, tab, title, text, time.
[[nodiscard]] std::string to_json(const Alarm& alarm, std::string_view tab_title, SystemTime at);

}  // namespace tabacus::app
