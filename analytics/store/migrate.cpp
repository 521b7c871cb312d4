#include "analytics/store/migrate.hpp"

#include <array>

#include "analytics/store/schema_copy.hpp"

namespace tabacus {
// Embedded by CMake from migrations/.
extern const std::string_view migration_0001_calls;
extern const std::string_view migration_0002_process;
extern const std::string_view migration_0003_tunnels;
extern const std::string_view migration_0004_prices;
extern const std::string_view migration_0005_why;
extern const std::string_view migration_0006_limits;
extern const std::string_view migration_0007_places;
extern const std::string_view migration_0008_usage;
extern const std::string_view migration_0009_rollups;
extern const std::string_view migration_0010_asked_usage;
extern const std::string_view migration_0011_marks;
extern const std::string_view migration_0012_annotations;
extern const std::string_view migration_0013_smaller_calls;
extern const std::string_view migration_0014_imports;
extern const std::string_view migration_0015_fees;
extern const std::string_view migration_0016_budgets;
extern const std::string_view migration_0017_days;
extern const std::string_view migration_0018_followers;
extern const std::string_view migration_0019_commands;
extern const std::string_view migration_0020_models;
extern const std::string_view migration_0021_sources;
extern const std::string_view migration_0022_command_marks;
}  // namespace tabacus

namespace tabacus::analytics {
namespace {

enum class Rewrites : std::uint8_t { No, Calls };

struct Step {
  const std::string_view* script;
  Rewrites rewrites = Rewrites::No;  ///< rows of calls: a copy of the file is kept
};

// THE LIST: step n brings a file from schema n to n + 1.
const std::array kSteps{Step{&migration_0001_calls},
                        Step{&migration_0002_process},
                        Step{&migration_0003_tunnels},
                        Step{&migration_0004_prices},
                        Step{&migration_0005_why},
                        Step{&migration_0006_limits},
                        Step{&migration_0007_places},
                        Step{&migration_0008_usage},
                        Step{&migration_0009_rollups},
                        Step{&migration_0010_asked_usage},
                        Step{&migration_0011_marks},
                        Step{&migration_0012_annotations},
                        Step{&migration_0013_smaller_calls, Rewrites::Calls},
                        Step{&migration_0014_imports},
                        Step{&migration_0015_fees},
                        Step{&migration_0016_budgets},
                        Step{&migration_0017_days},
                        Step{&migration_0018_followers},
                        Step{&migration_0019_commands},
                        Step{&migration_0020_models},
                        Step{&migration_0021_sources},
                        Step{&migration_0022_command_marks}};

Result<void> run_step(Database& database, int from) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return fail(transaction.error());
  // Another process may have taken this step while we waited for the lock.
  const auto present = schema_of(database);
  if (!present) return fail(present.error());
  if (*present > from) return {};
  const std::string_view script = *kSteps[static_cast<std::size_t>(from)].script;
  auto ran = database.execute(
      fmt::format("PRAGMA application_id={};\n{}\nPRAGMA user_version={};", kApplicationId, script, from + 1));
  if (!ran) return ran;
  return transaction->commit();
}

}  // namespace

int newest_schema() { return static_cast<int>(kSteps.size()); }

Result<int> any_schema_of(Database& database) {
  // The tables first: another process may make them, and set both numbers, between our questions.
  const auto tables = database.integer("SELECT count(*) FROM sqlite_master");
  if (!tables) return fail(tables.error());
  const auto version = database.integer("PRAGMA user_version");
  if (!version) return fail(version.error());
  const auto application = database.integer("PRAGMA application_id");
  if (!application) return fail(application.error());
  const std::int64_t schema = version->value_or(0);
  const bool is_new = schema == 0 && tables->value_or(0) == 0;
  if (!is_new && application->value_or(0) != kApplicationId)
    return fail(ErrorCode::Unsupported, fmt::format("{} is a database of another program", database.file().native()));
  return static_cast<int>(schema);
}

std::string newer_file_sentence(const Database& database, int schema) {
  return fmt::format("{} was written by a newer tabacus (schema {}, this one knows {})", database.file().native(),
                     schema, newest_schema());
}

Result<int> schema_of(Database& database) {
  auto schema = any_schema_of(database);
  if (schema && *schema > newest_schema()) return fail(ErrorCode::Unsupported, newer_file_sentence(database, *schema));
  return schema;
}

Result<void> migrate(Database& database, int last) {
  for (;;) {
    const auto schema = schema_of(database);
    if (!schema) return fail(schema.error());
    if (*schema >= last) return {};
    if (kSteps[static_cast<std::size_t>(*schema)].rewrites == Rewrites::Calls)
      if (auto kept = keep_schema_copy(database, *schema); !kept) return kept;
    if (auto stepped = run_step(database, *schema); !stepped)
      return fail(stepped.error(), fmt::format("migrate to schema {}", *schema + 1));
  }
}

}  // namespace tabacus::analytics
