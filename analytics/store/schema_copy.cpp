#include "analytics/store/schema_copy.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "base/log.hpp"
#include "base/paths.hpp"
#include "base/scope_exit.hpp"

namespace tabacus::analytics {
namespace {

namespace fs = std::filesystem;

constexpr log::Category kLog{"store"};
constexpr std::int64_t kMostBytes = std::int64_t{2} << 30;
constexpr std::chrono::hours kKept{24 * 30};
constexpr std::string_view kMark = ".schema-";

Result<std::int64_t> number(Database& database, std::string_view sql) {
  const auto found = database.integer(sql);
  if (!found) return fail(found.error());
  return found->value_or(0);
}

}  // namespace

Result<void> keep_schema_copy(Database& database, int schema) {
  const fs::path copy = fmt::format("{}{}{}", database.file().native(), kMark, schema);
  std::error_code ignored;
  if (fs::exists(copy, ignored)) return {};
  const auto calls = number(database, "SELECT EXISTS(SELECT 1 FROM calls)");
  if (!calls) return fail(calls.error());
  const auto bytes = number(database, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
  if (!bytes) return fail(bytes.error());
  if (*calls == 0) return {};
  if (*bytes > kMostBytes) {
    log::warn(kLog, "{} is larger than 2 GiB: no copy of it is kept before its rows are rewritten",
              database.file().native());
    return {};
  }
  // Under another name until it is whole; two processes may be at it.
  const fs::path part = fmt::format("{}.{}.part", copy.native(), ::getpid());
  const ScopeExit remove_part{[&part] { ::unlink(part.c_str()); }};
  if (auto made = write_private_file(part, ""); !made) return made;
  auto into = database.prepare("VACUUM INTO ?");
  if (!into) return fail(into.error());
  if (auto copied = into->bind(std::string_view{part.native()}).run(); !copied)
    return fail(copied.error(), fmt::format("keep a copy of schema {} as {}", schema, copy.native()));
  if (::rename(part.c_str(), copy.c_str()) != 0) return fail_errno("rename to", copy.native());
  log::info(kLog, "schema {} is kept as {} for a month", schema, copy.native());
  return {};
}

std::vector<fs::path> schema_copies(const fs::path& file) {
  std::vector<fs::path> copies;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator{file.parent_path(), ignored})
    if (entry.path().filename().native().starts_with(file.filename().native() + std::string{kMark}))
      copies.push_back(entry.path());
  std::ranges::sort(copies);
  return copies;
}

void drop_old_schema_copies(const fs::path& file, SystemTime now) {
  for (const fs::path& copy : schema_copies(file)) {
    struct stat status {};
    if (::stat(copy.c_str(), &status) != 0) continue;
    const SystemTime made = from_epoch_us(std::int64_t{status.st_mtime} * 1'000'000);
    if (now - made > kKept) ::unlink(copy.c_str());
  }
}

}  // namespace tabacus::analytics
