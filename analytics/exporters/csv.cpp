// CSV (RFC 4180) with a heading line; what is not known is an empty field.
#include <fmt/format.h>

#include "analytics/exporters/forms.hpp"
#include "base/csv_text.hpp"

namespace tabacus::analytics {
namespace {

std::string field_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *number);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? csv_field(*text) : std::string{};
}

class CsvExporter final : public Exporter {
 public:
  CsvExporter(const ExportColumns& columns, ExportSink sink) : columns_{columns}, sink_{std::move(sink)} {}

  void begin() override {
    std::string line;
    for (const std::string& name : columns_.names()) line += csv_field(name) + ',';
    put(line);
  }

  void add(const ExportedCall& call) override {
    std::string line;
    for (const Value& value : call.values()) line += field_of(value) + ',';
    put(line);
  }

 private:
  /// `line` ends with one separator too many.
  void put(std::string& line) {
    line.back() = '\r';
    sink_(line += '\n');
  }

  const ExportColumns& columns_;
  ExportSink sink_;
};

}  // namespace

std::unique_ptr<Exporter> make_csv(const ExportColumns& columns, ExportSink sink) {
  return std::make_unique<CsvExporter>(columns, std::move(sink));
}

}  // namespace tabacus::analytics
