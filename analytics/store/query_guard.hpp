// Lets a stranger's SQL read and nothing else: one SELECT, no other file, no endless query, no gigantic answer.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "analytics/store/database.hpp"

namespace tabacus::analytics {

/// Guards a connection from construction on; the connection must outlive it. The connection's thread.
class QueryGuard {
 public:
  explicit QueryGuard(Database& database);
  QueryGuard(const QueryGuard&) = delete;
  QueryGuard& operator=(const QueryGuard&) = delete;
  ~QueryGuard();

  /// InvalidInput: it does not compile, would write, or is not exactly one statement.
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);
  /// Steps that run past this moment fail with TimedOut.
  void set_deadline(std::chrono::steady_clock::time_point deadline);

 private:
  struct State;
  Database& database_;
  std::unique_ptr<State> state_;  // its address is SQLite's callback argument
};

}  // namespace tabacus::analytics
