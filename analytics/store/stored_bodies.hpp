// Bodies read back from bodies.db, exactly as they were put in. One thread per connection.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analytics/bodies/packing.hpp"
#include "analytics/bodies/prepared_call.hpp"
#include "analytics/store/database.hpp"

namespace tabacus::analytics {

class StoredBodies {
 public:
  /// The connection must have the tables of bodies.db, of any schema, and outlive this.
  [[nodiscard]] static Result<StoredBodies> prepare(Database& database);

  /// NotFound: nothing is kept of that call; InvalidInput: the rows contradict each other.
  [[nodiscard]] Result<PreparedCall> read(std::int64_t call_id);
  /// Calls whose bodies or heads hold these words one behind the other, oldest first. Unsupported: there is no index.
  [[nodiscard]] Result<std::vector<std::int64_t>> calls_with(std::string_view words);

 private:
  [[nodiscard]] Result<MaskedText> read_blob(std::int64_t blob);
  [[nodiscard]] Result<std::vector<std::int64_t>> blobs_of(std::int64_t list);
  [[nodiscard]] Result<std::vector<MaskedText>> read_list(std::int64_t list);

  Database* database_ = nullptr;
  Packer packer_;
  Statement find_body_, find_list_, find_blob_;
};

}  // namespace tabacus::analytics
