// The forms, one file each.
#pragma once

#include "analytics/exporters/exporter.hpp"

namespace tabacus::analytics {

[[nodiscard]] std::unique_ptr<Exporter> make_jsonl(const ExportColumns& columns, ExportSink sink);
[[nodiscard]] std::unique_ptr<Exporter> make_csv(const ExportColumns& columns, ExportSink sink);
[[nodiscard]] std::unique_ptr<Exporter> make_har(const ExportColumns& columns, ExportSink sink);
[[nodiscard]] std::unique_ptr<Exporter> make_sql(const ExportColumns& columns, ExportSink sink);
[[nodiscard]] std::unique_ptr<Exporter> make_pg_copy(const ExportColumns& columns, ExportSink sink);
[[nodiscard]] std::unique_ptr<Exporter> make_markdown(const ExportColumns& columns, ExportSink sink);
[[nodiscard]] std::unique_ptr<Exporter> make_otlp(const ExportColumns& columns, ExportSink sink);
[[nodiscard]] std::unique_ptr<Exporter> make_html(const ExportColumns& columns, ExportSink sink);

}  // namespace tabacus::analytics
