// A database with a small, known day of two tabs, for tests of what reads it.
#pragma once

#include <filesystem>

#include "base/clock.hpp"

namespace tabacus::testing {

inline constexpr const char* kApiTab = "0190a5d3-7c4e-7abc-8def-000000000001";
inline constexpr const char* kDocsTab = "0190a5d3-7c4e-7abc-8def-000000000002";
inline constexpr SystemTime kSeedStart = from_epoch_us(1'795'168'800'000'000);  // 2026-11-20T10:00:00Z

/// Tab "api": two priced calls of Claude and one refused by the provider. Tab "docs": one call of GPT a day later whose
/// model has no price, and whose title would move the cursor if it were printed raw.
void seed_database(const std::filesystem::path& directory);

/// Adds a tab "open" that is not closed and has this port.
void seed_open_tab(const std::filesystem::path& directory, std::uint16_t port);

}  // namespace tabacus::testing
