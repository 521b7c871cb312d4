// Turns records into rows of schema 1: prepared statements and cached ids over one connection. Runs inside the caller's
// transaction. db thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "analytics/model/call.hpp"
#include "analytics/model/shell_command.hpp"
#include "analytics/model/tunnel.hpp"
#include "analytics/store/database.hpp"
#include "base/ids.hpp"

namespace tabacus::analytics {

/// Written as the column tabs.kind.
enum class TabOrigin : std::uint8_t { Pty = 0, Endpoint = 1, Import = 2 };

/// A tab as the database knows it.
struct TabRow {
  TabId tab;
  std::string title;
  std::optional<std::int64_t> shell_pid;
  std::optional<std::uint16_t> port;
  SystemTime created_at{};
  TabOrigin origin = TabOrigin::Pty;
  std::string profile = {};  ///< the user's kind of tab that it is; empty: none
};

class CallRows {
 public:
  /// The connection must be migrated and outlive this.
  [[nodiscard]] static Result<std::unique_ptr<CallRows>> prepare(Database& database);
  ~CallRows();

  /// One row in calls, and what else the record needs. Gives its call_id: the first free lane of its moment.
  [[nodiscard]] Result<std::int64_t> insert(const CallRecord& call);
  /// As insert, at little more than half the price: the rows are written later, together. `call` must live until then.
  /// Not beside calls that were inserted in the same transaction.
  [[nodiscard]] Result<std::int64_t> gather(const CallRecord& call);
  [[nodiscard]] Result<void> insert(const TunnelRecord& tunnel);
  [[nodiscard]] Result<void> put_tab(const TabRow& row);
  [[nodiscard]] Result<void> close_tab(const TabId& tab, SystemTime at);
  /// The tab's command before it goes if no call began while it ran.
  [[nodiscard]] Result<void> insert(const TabId& tab, const ShellCommand& command);
  [[nodiscard]] Result<void> rename_tab(const TabId& tab, const std::string& title);
  /// Drops outbox rows that every follower has read; without followers all but the newest few thousand.
  [[nodiscard]] Result<void> prune_outbox();
  /// The rows of gathered calls. Unsupported: one of them cannot be written, or another process' call has its id; after
  /// the rollback, insert() tells which one, and finds it another id.
  [[nodiscard]] Result<void> write_gathered();
  /// What is gathered over a transaction: those rows, the calls' rows of the outbox, what they add to rollups and
  /// totals, how long their sessions lasted. To be called before each commit.
  [[nodiscard]] Result<void> write_pending();
  /// To be called after a rollback.
  void forget_ids();

 private:
  struct Statements;
  explicit CallRows(std::unique_ptr<Statements> statements);
  std::unique_ptr<Statements> statements_;
};

}  // namespace tabacus::analytics
