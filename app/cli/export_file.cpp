#include "app/cli/export_file.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "base/paths.hpp"
#include "base/scope_exit.hpp"

namespace tabacus::app {

Result<void> write_piece(std::ostream& out, std::string_view piece, const std::string& name) {
  if (out.write(piece.data(), static_cast<std::streamsize>(piece.size()))) return {};
  return fail(ErrorCode::Io, fmt::format("write {}: the disk may be full, or its reader went away", name));
}

Result<std::int64_t> write_whole(const std::string& file,
                                 const std::function<Result<std::int64_t>(const std::string&)>& write) {
  const std::string part = fmt::format("{}.{}.part", file, ::getpid());
  const ScopeExit remove_part{[&part] { std::remove(part.c_str()); }};
  auto count = write(part);
  if (count && std::rename(part.c_str(), file.c_str()) != 0) return fail_errno("rename to", file);
  return count;
}

Result<std::int64_t> export_form(const analytics::CallSource& source, std::string_view form,
                                 const analytics::ExportTarget& target) {
  if (form != analytics::kWireForm.id) return analytics::export_calls(source, form, target);
  return analytics::export_wire(source, target.wire, target);
}

Result<std::int64_t> export_to_file(const analytics::CallSource& source, std::string_view form, const std::string& file,
                                    const std::function<void(std::int64_t)>& progress,
                                    const analytics::WireSource& wire) {
  return write_whole(file, [&](const std::string& part) -> Result<std::int64_t> {
    // What was said is for nobody else to read.
    if (wire)
      if (auto made = write_private_file(part, ""); !made) return fail(made.error());
    std::ofstream out{part, std::ios::binary};
    if (!out) return fail_errno("create", part);
    const auto count = export_form(
        source, form, {[&](std::string_view piece) { return write_piece(out, piece, part); }, progress, wire});
    if (!count) return count;
    out.close();
    if (!out) return fail(ErrorCode::Io, fmt::format("write {}: the disk may be full", part));
    return count;
  });
}

analytics::CallSource calls_of(analytics::Reader& reader, analytics::CallFilter filter) {
  return [&reader, filter = std::move(filter)](std::int64_t after, std::size_t limit) {
    analytics::CallFilter batch = filter;
    batch.limit = limit;
    return reader.calls_behind(after, batch);
  };
}

}  // namespace tabacus::app
