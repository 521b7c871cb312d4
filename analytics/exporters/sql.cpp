// A script for sqlite3: one table with the columns of a call, all rows in one transaction.
#include <fmt/format.h>

#include <algorithm>

#include "analytics/exporters/forms.hpp"

namespace tabacus::analytics {
namespace {

std::string literal_of(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) {  // a literal would end there
    std::string hex = "CAST(X'";
    for (const char byte : text) hex += fmt::format("{:02X}", static_cast<unsigned char>(byte));
    return hex + "' AS TEXT)";
  }
  std::string quoted = "'";
  for (const char byte : text) {
    if (byte == '\'') quoted += '\'';
    quoted += byte;
  }
  return quoted + '\'';
}

std::string literal_of(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? literal_of(std::string_view{*text}) : json_of(value);
}

std::string_view type_of(std::string_view column) {
  switch (kind_of_column(column)) {
    case ColumnKind::Integer:
      return "INTEGER";
    case ColumnKind::Real:
      return "REAL";
    case ColumnKind::Text:
      return "TEXT";
  }
  return "";
}

class SqlExporter final : public Exporter {
 public:
  SqlExporter(const ExportColumns& columns, ExportSink sink) : columns_{columns}, sink_{std::move(sink)} {}

  void begin() override {
    std::string script = "BEGIN;\nCREATE TABLE calls(";
    for (const std::string& name : columns_.names())
      script += fmt::format("{}\n  {} {}{}", &name == &columns_.names().front() ? "" : ",", name, type_of(name),
                            name == "call_id" ? " PRIMARY KEY" : "");
    sink_(script + ");\n");
  }

  void add(const ExportedCall& call) override {
    std::string line = "INSERT INTO calls VALUES(";
    for (const Value& value : call.values()) line += literal_of(value) + ',';
    line.back() = ')';
    sink_(line += ";\n");
  }

  void end() override { sink_("COMMIT;\n"); }

 private:
  const ExportColumns& columns_;
  ExportSink sink_;
};

}  // namespace

std::unique_ptr<Exporter> make_sql(const ExportColumns& columns, ExportSink sink) {
  return std::make_unique<SqlExporter>(columns, std::move(sink));
}

}  // namespace tabacus::analytics
