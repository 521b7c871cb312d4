#include "analytics/store/budget_rows.hpp"

namespace tabacus::analytics {
namespace {

// Billed dollars, list prices, tokens, calls whose cost nobody knows.
constexpr std::string_view kSums =
    "SELECT ifnull(sum(cost_nano), 0), ifnull(sum(equiv_nano), 0), "
    "ifnull(sum(in_uncached + cache_read + cache_w5 + cache_w1h + out_total), 0), ifnull(sum(without_usage + "
    "unpriced), 0) ";

constexpr std::string_view kOfSession =
    "FROM totals WHERE scope = 1 AND part = 0 AND id IN (SELECT session_id FROM sessions WHERE wire_id = ?1)";
constexpr std::string_view kOfProject = "FROM totals WHERE scope = 3 AND id = (SELECT id FROM project WHERE root = ?1)";
constexpr std::string_view kOfDays = "FROM totals WHERE scope = 4 AND id >= ?1 AND id < ?2";

constexpr std::string_view kRaised =
    "SELECT ifnull(sum(nano), 0), ifnull(sum(tokens), 0) FROM budget_raises WHERE scope = ?1 AND account = ?2 AND "
    "period = ?3";
constexpr std::string_view kRaise =
    "INSERT INTO budget_raises(scope, account, period, nano, tokens, at_us) VALUES(?1, ?2, ?3, ?4, ?5, ?6)";

}  // namespace

Result<BudgetRows> BudgetRows::prepare(Database& database) {
  BudgetRows rows;
  const std::pair<Statement BudgetRows::*, std::string> wanted[] = {
      {&BudgetRows::session_, fmt::format("{}{}", kSums, kOfSession)},
      {&BudgetRows::project_, fmt::format("{}{}", kSums, kOfProject)},
      {&BudgetRows::days_, fmt::format("{}{}", kSums, kOfDays)},
      {&BudgetRows::raised_, std::string{kRaised}},
      {&BudgetRows::raise_, std::string{kRaise}}};
  for (const auto& [member, sql] : wanted) {
    auto statement = database.prepare(sql);
    if (!statement) return fail(statement.error());
    rows.*member = std::move(*statement);
  }
  return rows;
}

Result<Spending> BudgetRows::spent(const BudgetAccount& account, BudgetMoney money) {
  Statement* question = nullptr;
  switch (account.scope) {
    case BudgetScope::Tab:
      return fail(ErrorCode::InvalidInput, "what a tab may spend is not stored");
    case BudgetScope::Session:
      question = &session_.bind(account.of);
      break;
    case BudgetScope::Project:
      question = &project_.bind(account.of);
      break;
    case BudgetScope::Day:
      question = &days_.bind(account.period, account.period + 1);
      break;
    case BudgetScope::Month: {
      const auto [first, end] = days_of_month(account.period);
      question = &days_.bind(first, end);
      break;
    }
  }
  const auto row = question->step();
  if (!row) return fail(row.error());
  const Spending spending{Nanodollars{question->integer(money == BudgetMoney::Billed ? 0 : 1)},
                          Tokens{question->integer(2)}, question->integer(3)};
  question->reset();
  return spending;
}

Result<StoredBudget> BudgetRows::read(const BudgetAccount& account, BudgetMoney money) {
  const auto sum = spent(account, money);
  if (!sum) return fail(sum.error());
  const auto row = raised_.bind(static_cast<int>(account.scope), account.of, account.period).step();
  if (!row) return fail(row.error());
  const Spending raised{Nanodollars{raised_.integer(0)}, Tokens{raised_.integer(1)}};
  raised_.reset();
  return StoredBudget{*sum, raised};
}

Result<void> BudgetRows::raise(const BudgetAccount& account, const Spending& by, SystemTime at) {
  return raise_
      .bind(static_cast<int>(account.scope), account.of, account.period, by.money.count(), by.tokens.count(),
            to_epoch_us(at))
      .run();
}

}  // namespace tabacus::analytics
