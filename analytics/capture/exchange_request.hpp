// One request on its way upstream, as its connection has read and routed it. A value.
#pragma once

#include <memory>
#include <string>

#include "analytics/capture/routes.hpp"
#include "analytics/model/budget_ticket.hpp"
#include "analytics/model/caller.hpp"
#include "analytics/wire/http1_head.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics {

struct ExchangeRequest {
  RequestMessage message;    ///< with the target that goes upstream
  std::string raw_head;      ///< as it goes upstream
  std::string endpoint;      ///< path below the slot
  const Route* route;        ///< outlives the exchange
  SteadyTime started;        ///< its first byte came
  SteadyTime head_complete;  ///< its head's last byte came
  std::shared_ptr<const CallerAnswer> caller = {};
  BudgetTicket budget_ticket = 0;  ///< under which it passes
};

}  // namespace tabacus::analytics
