// A script for psql: the rows go by COPY into a table of the transaction, from there into tabacus_calls, where a call
// that came before is replaced. So the same export may be fed twice.
// Source: PostgreSQL 15 manual, COPY, "Text Format".
#include <fmt/format.h>

#include "analytics/exporters/forms.hpp"

namespace tabacus::analytics {
namespace {

std::string_view type_of(std::string_view column) {
  switch (kind_of_column(column)) {
    case ColumnKind::Integer:
      return "bigint";
    case ColumnKind::Real:
      return "double precision";
    case ColumnKind::Text:
      return "text";
  }
  return "";
}

/// PostgreSQL's text holds no NUL, so one is left out.
std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char byte : text) {
    switch (byte) {
      case '\\':
        out += "\\\\";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\0':
        break;
      default:
        out += byte;
    }
  }
  return out;
}

std::string field_of(const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return "\\N";
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? escaped(*text) : json_of(value);
}

class PgCopyExporter final : public Exporter {
 public:
  PgCopyExporter(const ExportColumns& columns, ExportSink sink) : columns_{columns}, sink_{std::move(sink)} {}

  void begin() override {
    std::string table;
    for (const std::string& name : columns_.names())
      table += fmt::format("{}\n  {} {}{}", table.empty() ? "" : ",", name, type_of(name),
                           name == "call_id" ? " PRIMARY KEY" : "");
    sink_(
        fmt::format("\\set ON_ERROR_STOP on\nBEGIN;\nSET LOCAL client_min_messages TO warning;\nCREATE TABLE IF NOT EXISTS tabacus_calls({});\n"
                    "CREATE TEMPORARY TABLE tabacus_new(LIKE tabacus_calls) ON COMMIT DROP;\n"
                    "COPY tabacus_new({}) FROM stdin;\n",
                    table, fmt::join(columns_.names(), ", ")));
  }

  void add(const ExportedCall& call) override {
    std::string line;
    for (const Value& value : call.values()) line += field_of(value) + '\t';
    line.back() = '\n';
    sink_(line);
  }

  void end() override {
    std::string updates;
    for (const std::string& name : columns_.names())
      if (name != "call_id") updates += fmt::format("{}{} = excluded.{}", updates.empty() ? "" : ", ", name, name);
    const std::string names = fmt::format("{}", fmt::join(columns_.names(), ", "));
    sink_(
        fmt::format("\\.\nINSERT INTO tabacus_calls({0}) SELECT {0} FROM tabacus_new\n"
                    "  ON CONFLICT (call_id) DO UPDATE SET {1};\nCOMMIT;\n",
                    names, updates));
  }

 private:
  const ExportColumns& columns_;
  ExportSink sink_;
};

}  // namespace

std::unique_ptr<Exporter> make_pg_copy(const ExportColumns& columns, ExportSink sink) {
  return std::make_unique<PgCopyExporter>(columns, std::move(sink));
}

}  // namespace tabacus::analytics
