#include "analytics/store/bodies_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "analytics/store/calls_file.hpp"
#include "base/paths.hpp"

namespace tabacus {
// Embedded by CMake from body_migrations/.
extern const std::string_view body_migration_0001_bodies;
extern const std::string_view body_migration_0002_coded;
}  // namespace tabacus

namespace tabacus::analytics {
namespace {

namespace fs = std::filesystem;

// THE LIST: step n brings a file from schema n to n + 1.
const std::array kSteps{&body_migration_0001_bodies, &body_migration_0002_coded};

constexpr std::string_view kLockFileName = "bodies.lock";

Result<void> migrate_bodies(Database& database) {
  for (;;) {
    auto transaction = Transaction::begin(database);
    if (!transaction) return fail(transaction.error());
    const auto schema = bodies_schema_of(database);
    if (!schema) return fail(schema.error());
    if (static_cast<std::size_t>(*schema) == kSteps.size()) return {};
    if (auto made = make_bodies_tables(database, *schema, *schema + 1); !made) return made;
    auto told = database.execute(
        fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", kBodiesApplicationId, *schema + 1));
    if (!told) return told;
    if (auto committed = transaction->commit(); !committed) return committed;
  }
}

Result<UniqueFd> open_lock_file(const fs::path& directory) {
  UniqueFd lock{::open((directory / kLockFileName).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!lock) return fail_errno("open", (directory / kLockFileName).native());
  return lock;
}

}  // namespace

int newest_bodies_schema() { return static_cast<int>(kSteps.size()); }

Result<void> make_bodies_tables(Database& database, int from, int to) {
  for (int schema = from; schema < to; ++schema)
    if (auto ran = database.execute(std::string{*kSteps[static_cast<std::size_t>(schema)]}); !ran)
      return fail(ran.error(), fmt::format("migrate bodies to schema {}", schema + 1));
  return {};
}

Result<int> bodies_schema_of(Database& database) {
  const auto tables = database.integer("SELECT count(*) FROM sqlite_master");
  if (!tables) return fail(tables.error());
  const auto version = database.integer("PRAGMA user_version");
  if (!version) return fail(version.error());
  const auto application = database.integer("PRAGMA application_id");
  if (!application) return fail(application.error());
  const std::int64_t schema = version->value_or(0);
  const bool is_new = schema == 0 && tables->value_or(0) == 0;
  if (!is_new && application->value_or(0) != kBodiesApplicationId)
    return fail(ErrorCode::Unsupported, fmt::format("{} is a database of another program", database.file().native()));
  if (schema > static_cast<std::int64_t>(kSteps.size()))
    return fail(ErrorCode::Unsupported, fmt::format("{} was written by a newer tabacus (schema {}, this one knows {})",
                                                    database.file().native(), schema, kSteps.size()));
  return static_cast<int>(schema);
}

Result<Database> open_bodies_file(const fs::path& file, std::chrono::milliseconds busy_timeout) {
  if (auto made = make_private_directory(file.parent_path()); !made) return fail(made.error());
  if (auto made = make_private_database_file(file); !made) return fail(made.error());
  auto database = Database::open(file, Database::Mode::ReadWrite, busy_timeout);
  if (!database) return database;
  if (auto known = bodies_schema_of(*database); !known) return fail(known.error());
  auto set = settle_file(
      *database,
      "PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
      "PRAGMA journal_size_limit=8388608; PRAGMA secure_delete=ON;",
      busy_timeout);
  if (!set) return fail(set.error());
  if (auto migrated = migrate_bodies(*database); !migrated) return fail(migrated.error());
  return database;
}

Result<UniqueFd> claim_bodies(const fs::path& directory) {
  auto lock = open_lock_file(directory);
  if (!lock) return lock;
  if (::flock(lock->get(), LOCK_SH) != 0) return fail_errno("lock", (directory / kLockFileName).native());
  return lock;
}

Result<bool> delete_bodies_file(const fs::path& directory) {
  const fs::path file = directory / kBodiesFileName;
  const auto lock = open_lock_file(directory);
  if (!lock) return fail(lock.error());
  if (::flock(lock->get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    return fail_errno("lock", (directory / kLockFileName).native());
  }
  for (const char* suffix : {"-wal", "-shm", ""})
    if (::unlink((file.native() + suffix).c_str()) != 0 && errno != ENOENT)
      return fail_errno("delete", file.native() + suffix);
  return true;
}

std::int64_t bytes_on_disk(const fs::path& database) {
  std::int64_t bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    std::error_code missing;
    const auto size = fs::file_size(database.native() + suffix, missing);
    if (!missing) bytes += static_cast<std::int64_t>(size);
  }
  return bytes;
}

}  // namespace tabacus::analytics
