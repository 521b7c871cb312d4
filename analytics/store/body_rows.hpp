// Bodies as rows of bodies.db: each part once, each body a list of parts that builds on the list of the call before it.
// Prepared statements over one connection; runs inside the caller's transaction. The bodies thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "analytics/bodies/prepared_call.hpp"
#include "analytics/store/database.hpp"
#include "base/sip_hash.hpp"

namespace tabacus::analytics {

/// Makes the index of words, of what is kept already too, or drops it. A transaction of its own.
enum class BodySearch : std::uint8_t { Off, On };
[[nodiscard]] Result<void> set_body_search(Database& database, BodySearch search);

class BodyRows {
 public:
  /// The connection must be migrated and outlive this. Texts are told apart by hashes under `key`. Where the database
  /// has an index of words, it is kept in step.
  [[nodiscard]] static Result<std::unique_ptr<BodyRows>> prepare(Database& database, const HashKey& key);
  ~BodyRows();

  /// Takes the place of what is kept of that call.
  [[nodiscard]] Result<void> insert(std::int64_t call_id, const PreparedCall& call);
  /// With its parts that no other body has. Nothing is kept of that call: nothing happens.
  [[nodiscard]] Result<void> erase(std::int64_t call_id);
  /// To be called after a rollback, or when another connection has written.
  void forget_ids();

 private:
  struct Statements;
  explicit BodyRows(std::unique_ptr<Statements> statements);
  std::unique_ptr<Statements> statements_;
};

}  // namespace tabacus::analytics
