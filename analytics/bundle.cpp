#include "analytics/api/bundle.hpp"

#include <unistd.h>

#include <fstream>

#include "analytics/store/bodies_file.hpp"
#include "analytics/store/bundle.hpp"
#include "analytics/store/bundle_bodies.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/schema_copy.hpp"
#include "base/hash_key.hpp"
#include "base/paths.hpp"
#include "base/scope_exit.hpp"

namespace tabacus::analytics {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatch = 500;
constexpr std::chrono::seconds kBusyTimeout{10};

void remove_with_companions(const fs::path& file) {
  std::error_code ignored;
  for (const char* suffix : {"", "-journal", "-wal", "-shm", ".fresh", ".fresh-journal"})
    fs::remove(file.native() + suffix, ignored);
  for (const fs::path& copy : schema_copies(file)) fs::remove(copy, ignored);
}

/// Private, and ours alone: the file itself may lie anywhere and change meanwhile.
Result<void> copy_privately(const fs::path& from, const fs::path& to) {
  std::ifstream in{from, std::ios::binary};
  if (!in) return fail_errno("open", from.native());
  if (auto made = write_private_file(to, ""); !made) return made;
  std::ofstream out{to, std::ios::binary};
  if (fs::file_size(from) > 0) out << in.rdbuf();  // which fails over nothing
  out.close();
  if (in.bad() || !out) return fail(ErrorCode::Io, fmt::format("copy {} to {}", from.native(), to.native()));
  return {};
}

}  // namespace

Result<BundleReport> export_bundle(const fs::path& directory, const CallSource& source, const fs::path& file,
                                   BodiesTravel bodies, const std::function<void(std::int64_t)>& progress) {
  const ScopeExit tidy{[&file] {
    std::error_code ignored;
    fs::remove(file.native() + "-journal", ignored);
  }};
  const fs::path kept = directory / kBodiesFileName;
  const bool takes_bodies = bodies == BodiesTravel::Yes && fs::exists(kept);
  auto bundle = BundleWriter::create(file, directory / kCallsFileName, takes_bodies ? kept : fs::path{});
  if (!bundle) return fail(bundle.error());
  BundleReport report;
  std::int64_t last = 0;
  for (;;) {
    const auto batch = source(last, kBatch);
    if (!batch) return fail(batch.error());
    if (batch->rows.empty()) break;
    std::vector<std::int64_t> call_ids;
    for (const auto& row : batch->rows) call_ids.push_back(std::get<std::int64_t>(row.front()));
    if (auto added = bundle->add(call_ids); !added) return fail(added.error());
    last = call_ids.back();
    report.calls += static_cast<std::int64_t>(call_ids.size());
    if (progress) progress(report.calls);
  }
  if (auto finished = bundle->finish(); !finished) return fail(finished.error());
  report.bodies = bundle->bodies();
  return report;
}

namespace {

/// Fills in what the report says of them.
Result<void> take_in_bundled_bodies(Database& calls, const fs::path& copy, const fs::path& directory,
                                    BodiesTravel bodies, ImportReport& report) {
  auto bundle = Database::open(copy, Database::Mode::ReadOnly, kBusyTimeout);
  if (!bundle) return fail(bundle.error());
  const auto schema = bundled_bodies_schema(*bundle);
  if (!schema) return fail(schema.error());
  if (*schema == 0) return {};
  if (bodies == BodiesTravel::No) {
    const auto count = bundle->integer("SELECT count(*) FROM bodies");
    if (!count) return fail(count.error());
    report.bodies_left_out = count->value_or(0);
    return {};
  }
  const HashKey key = hash_key_in(directory / "hash.key").value_or(random_hash_key());
  const auto taken = take_in_bodies(calls, copy, directory / kBodiesFileName, key);
  if (!taken) return fail(taken.error());
  report.bodies = *taken;
  return {};
}

}  // namespace

Result<ImportReport> import_bundle(const fs::path& directory, const fs::path& file, BodiesTravel bodies,
                                   SystemTime now) {
  if (!fs::is_regular_file(file))
    return fail(ErrorCode::NotFound, fmt::format("{} is no file that can be read", file.native()));
  auto database = open_calls_file(directory / kCallsFileName, kBusyTimeout);
  if (!database) return fail(database.error());
  const fs::path copy = directory / fmt::format("import-{}.part", ::getpid());
  const ScopeExit remove_copy{[&copy] { remove_with_companions(copy); }};
  if (auto copied = copy_privately(file, copy); !copied) return fail(copied.error());
  if (auto checked = check_bundle(copy); !checked)
    return fail(
        checked.error().code == ErrorCode::Unsupported ? ErrorCode::Unsupported : ErrorCode::InvalidInput,
        fmt::format("{} is no bundle of tabacus that can be taken in: {}", file.native(), checked.error().message));
  const auto taken = take_in_bundle(*database, copy, file.filename().native(), now);
  if (!taken) return fail(taken.error());
  auto own = database->prepare("SELECT count(*) FROM database_identity WHERE uuid = ?");
  if (!own) return fail(own.error());
  const auto is_own = own->bind(std::string_view{taken->origin}).run_for_integer();
  if (!is_own) return fail(is_own.error());
  ImportReport report;
  report.calls = taken->calls;
  report.known = taken->known;
  report.origin = taken->origin;
  report.is_own = is_own->value_or(0) > 0;
  if (auto told = take_in_bundled_bodies(*database, copy, directory, bodies, report); !told) return fail(told.error());
  return report;
}

}  // namespace tabacus::analytics
