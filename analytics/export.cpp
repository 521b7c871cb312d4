#include "analytics/api/export.hpp"

#include <fmt/format.h>

#include "analytics/exporters/exporter.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kBatch = 500;

std::string form_names() {
  std::string names;
  for (const ExportFormat& format : export_formats()) names.append(names.empty() ? "" : ", ").append(format.id);
  return names;
}

}  // namespace

std::vector<ExportForm> export_forms() {
  std::vector<ExportForm> forms;
  for (const ExportFormat& format : export_formats()) forms.push_back({format.id, format.extension, format.summary});
  return forms;
}

Result<std::int64_t> export_calls(const CallSource& source, std::string_view form, const ExportTarget& target) {
  const ExportFormat* format = export_format(form);
  if (format == nullptr)
    return fail(ErrorCode::InvalidInput, fmt::format("there is no form \"{}\"; there are {}", form, form_names()));
  Result<void> written;
  const auto sink = [&](std::string_view piece) {
    if (written) written = target.write(piece);
  };
  auto batch = source(0, kBatch);
  if (!batch) return fail(batch.error());
  const ExportColumns columns{batch->columns};
  const std::size_t call_id = columns.index("call_id").value();
  const auto exporter = format->make(columns, sink);
  exporter->begin();
  std::int64_t count = 0;
  while (!batch->rows.empty()) {
    for (const auto& row : batch->rows) {
      std::optional<WireText> wire;
      if (target.wire) {
        auto kept = target.wire(std::get<std::int64_t>(row[call_id]));
        if (!kept) return fail(kept.error());
        wire = std::move(*kept);
      }
      if (wire)
        exporter->add({columns, row, wire->request, wire->response});
      else
        exporter->add({columns, row});
    }
    if (!written) return fail(written.error());
    count += static_cast<std::int64_t>(batch->rows.size());
    if (target.progress) target.progress(count);
    batch = source(std::get<std::int64_t>(batch->rows.back()[call_id]), kBatch);
    if (!batch) return fail(batch.error());
  }
  exporter->end();
  if (!written) return fail(written.error());
  return count;
}

Result<std::int64_t> export_wire(const CallSource& source, const WireSource& wire, const ExportTarget& target) {
  std::int64_t count = 0;
  std::int64_t last = 0;
  for (;;) {
    const auto batch = source(last, kBatch);
    if (!batch) return fail(batch.error());
    if (batch->rows.empty()) return count;
    for (const auto& row : batch->rows) {
      last = std::get<std::int64_t>(row.front());
      const auto text = wire(last);
      if (!text) return fail(text.error());
      if (!*text) continue;
      auto written = target.write(fmt::format("### call {0}, request\n{1}\n\n### call {0}, response\n{2}\n\n", last,
                                              (*text)->request, (*text)->response));
      if (!written) return fail(written.error());
      ++count;
    }
    if (target.progress) target.progress(count);
  }
}

}  // namespace tabacus::analytics
