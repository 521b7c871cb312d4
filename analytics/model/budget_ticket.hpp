// Ties what the gate let pass to what it turned out to cost.
#pragma once

#include <cstdint>

namespace tabacus::analytics {

/// Of a request, or of a socket, that the budgets were asked about; unique within the process; 0: they were not.
using BudgetTicket = std::uint64_t;

}  // namespace tabacus::analytics
