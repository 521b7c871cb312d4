-- Schema 16: by how much budgets were raised. What was spent is in the sums of schema 9.
CREATE TABLE budget_raises(
  raise_id INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL,           -- 1 session, 2 project, 3 day, 4 month
  account TEXT NOT NULL,            -- the session's wire_id, the project's root; empty for days and months
  period INTEGER NOT NULL,          -- days or months since 1970, where the calls were made; 0 for the others
  nano INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  at_us INTEGER NOT NULL);
CREATE INDEX ix_budget_raises ON budget_raises(scope, account, period);
