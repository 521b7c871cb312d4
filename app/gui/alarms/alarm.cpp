#include "app/gui/alarms/alarm.hpp"

#include <fmt/format.h>

#include "base/json_text.hpp"
#include "base/time_text.hpp"

namespace tabacus::app {

std::string_view name_of(AlarmKind kind) {
  switch (kind) {
    case AlarmKind::RetryStorm:
      return "retry-storm";
    case AlarmKind::ErrorBurst:
      return "error-burst";
    case AlarmKind::Runaway:
      return "runaway";
    case AlarmKind::Stall:
      return "stall";
    case AlarmKind::LimitNear:
      return "limit-near";
    case AlarmKind::BudgetNear:
      return "budget-near";
    case AlarmKind::PriceMissing:
      return "price-missing";
    case AlarmKind::SecretSent:
      return "secret-sent";
  }
  return "";
}

std::string to_json(const Alarm& alarm, std::string_view tab_title, SystemTime at) {
  return fmt::format(R"({{"event":{},"tab":{},"title":{},"subject":{},"text":{},"time":{}}})"
                     "\n",
                     json_quoted(name_of(alarm.kind)), json_quoted(alarm.pane.text()), json_quoted(tab_title),
                     json_quoted(alarm.subject), json_quoted(alarm.text), json_quoted(format_rfc3339(at)));
}

}  // namespace tabacus::app
