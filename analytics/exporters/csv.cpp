// CSV (RFC 4180) with a heading line; what is not known is an empty field.
#include "analytics/exporters/forms.hpp"

namespace tabacus::analytics {
namespace {

class CsvExporter final : public Exporter {
 public:
  CsvExporter(const ExportColumns& columns, ExportSink sink) : columns_{columns}, sink_{std::move(sink)} {}

  void begin() override { sink_(csv_heading_of(columns_.names())); }
  void add(const ExportedCall& call) override { sink_(csv_line_of(call.values())); }

 private:
  const ExportColumns& columns_;
  ExportSink sink_;
};

}  // namespace

std::unique_ptr<Exporter> make_csv(const ExportColumns& columns, ExportSink sink) {
  return std::make_unique<CsvExporter>(columns, std::move(sink));
}

}  // namespace tabacus::analytics
