#include "analytics/store/limit_rows.hpp"

#include <optional>

namespace tabacus::analytics {
namespace {

using OptionalId = std::optional<std::int64_t>;

constexpr std::string_view kInsert =
    "INSERT INTO limits(at_us, provider_id, account, window_id, status, used_ppm, remaining, cap, length_us, reset_us, "
    "tab_id) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

}  // namespace

Result<LimitRows> LimitRows::prepare(Database& database) {
  auto windows = Dictionary::open(database, "limit_window", {"name"});
  if (!windows) return fail(windows.error());
  auto insert = database.prepare(kInsert);
  if (!insert) return fail(insert.error());
  return LimitRows{std::move(*windows), std::move(*insert)};
}

Result<void> LimitRows::insert(const CallRecord& call, std::int64_t provider, std::int64_t tab) {
  const auto account = static_cast<std::int64_t>(call.account);
  for (const RateLimit& limit : call.limits) {
    const auto window = windows_.id_of(limit.window);
    if (!window) return fail(window.error());
    const OptionalId length = limit.length ? OptionalId{*limit.length / std::chrono::microseconds{1}} : std::nullopt;
    const OptionalId reset = limit.resets_at ? OptionalId{to_epoch_us(*limit.resets_at)} : std::nullopt;
    auto inserted = insert_
                        .bind(to_epoch_us(call.limits_at), provider, account != 0 ? OptionalId{account} : std::nullopt,
                              *window, limit.status.empty() ? std::nullopt : std::optional{limit.status},
                              limit.used_ppm, limit.remaining, limit.cap, length, reset, tab)
                        .run();
    if (!inserted) return inserted;
  }
  return {};
}

}  // namespace tabacus::analytics
