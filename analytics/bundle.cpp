#include "analytics/api/bundle.hpp"

#include <unistd.h>

#include <fstream>

#include "analytics/store/bundle.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/schema_copy.hpp"
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

Result<std::int64_t> export_bundle(const fs::path& directory, const CallSource& source, const fs::path& file,
                                   const std::function<void(std::int64_t)>& progress) {
  const ScopeExit tidy{[&file] {
    std::error_code ignored;
    fs::remove(file.native() + "-journal", ignored);
  }};
  auto bundle = BundleWriter::create(file, directory / kCallsFileName);
  if (!bundle) return fail(bundle.error());
  std::int64_t count = 0;
  std::int64_t last = 0;
  for (;;) {
    const auto batch = source(last, kBatch);
    if (!batch) return fail(batch.error());
    if (batch->rows.empty()) break;
    std::vector<std::int64_t> call_ids;
    for (const auto& row : batch->rows) call_ids.push_back(std::get<std::int64_t>(row.front()));
    if (auto added = bundle->add(call_ids); !added) return fail(added.error());
    last = call_ids.back();
    count += static_cast<std::int64_t>(call_ids.size());
    if (progress) progress(count);
  }
  if (auto finished = bundle->finish(); !finished) return fail(finished.error());
  return count;
}

Result<ImportReport> import_bundle(const fs::path& directory, const fs::path& file, SystemTime now) {
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
  return ImportReport{taken->calls, taken->known, taken->origin, is_own->value_or(0) > 0};
}

}  // namespace tabacus::analytics
