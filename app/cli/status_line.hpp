// One line for a prompt or an agent's status line: what was spent today, in the present five-hour block, in this tab.
#pragma once

#include <optional>
#include <string>

#include "analytics/api/reader.hpp"
#include "base/clock.hpp"

namespace tabacus::app {

/// "today $1.23 · block $0.50, 2 h 10 min left · tab $0.03 · context 34 % · 5h 42 %"; what is not known is left out.
/// Three small questions; money is rounded to cents. `tab`: an id, or empty.
[[nodiscard]] Result<std::string> status_line(analytics::Reader& reader, SystemTime now,
                                              const std::optional<std::string>& tab);

/// "$1.23"; below a cent as many decimals as two digits need.
[[nodiscard]] std::string rounded_usd(std::int64_t nanodollars);

}  // namespace tabacus::app
