// The one list of forms.
#include <algorithm>
#include <array>

#include "analytics/exporters/forms.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::array kFormats{
    ExportFormat{"html", "html", "a page that needs no network: list, search, filters, detail, difference", make_html},
    ExportFormat{"har", "har", "HTTP Archive 1.2, for browsers' developer tools; the figures stand under _tabacus",
                 make_har},
    ExportFormat{"jsonl", "jsonl", "one JSON object per line, keys as the columns of v_calls", make_jsonl},
    ExportFormat{"csv", "csv", "RFC 4180 with a heading line, for spreadsheets", make_csv},
    ExportFormat{"sql", "sql", "a script that makes one table `calls` in SQLite", make_sql},
    ExportFormat{"pg-copy", "pg.sql", "a script for psql that adds to the table tabacus_calls, each call once",
                 make_pg_copy},
    ExportFormat{"otlp", "otlp.json", "spans of OpenTelemetry: what a collector takes at /v1/traces", make_otlp},
    ExportFormat{"markdown", "md", "a section for each call, to be read by people", make_markdown},
};

}  // namespace

std::span<const ExportFormat> export_formats() { return kFormats; }

const ExportFormat* export_format(std::string_view id) {
  const auto found = std::ranges::find(kFormats, id, &ExportFormat::id);
  return found != kFormats.end() ? &*found : nullptr;
}

}  // namespace tabacus::analytics
