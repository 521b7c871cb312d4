// Numbers as the overlay shows them: short, of even width, unknown as "–". Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tabacus::render {

/// "0", "999", "1.2k", "182.3k", "4.07M": at most six characters up to 999 billion.
[[nodiscard]] std::string count_text(std::int64_t count);
[[nodiscard]] std::string count_text(std::optional<std::int64_t> count);

/// "850ms", "1.24s", "12.4s", "2m05s", "1h02m".
[[nodiscard]] std::string duration_text(std::optional<std::chrono::milliseconds> duration);

/// "0:07", "1:02:09": how long something has been running, in whole seconds.
[[nodiscard]] std::string elapsed_text(std::chrono::milliseconds elapsed);

/// A share in whole percent, rounded down so that 100 % means all; empty when unknown or of nothing.
[[nodiscard]] std::string share_text(std::optional<std::int64_t> part, std::optional<std::int64_t> whole);

}  // namespace tabacus::render
