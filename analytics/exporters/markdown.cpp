// Markdown (CommonMark with tables): a section for each call, one row for each thing that is known of it.
#include <fmt/format.h>

#include "analytics/exporters/forms.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics {
namespace {

/// Text that Markdown shows as it is: every ASCII punctuation mark that can mean something is escaped.
std::string literal(std::string_view text) {
  std::string out;
  for (const char byte : visible_text(text)) {
    if (byte == '<') {
      out += "&lt;";
      continue;
    }
    if (std::string_view{"\\`*_{}[]()>#+!|~&"}.find(byte) != std::string_view::npos) out += '\\';
    out += byte;
  }
  return out;
}

std::string cell_of(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? literal(*text) : json_of(value);
}

std::string heading_of(const ExportedCall& call) {
  std::string_view model = call.text("model");
  if (model.empty()) model = call.text("model_requested");
  return fmt::format("{} · {} · {}", literal(call.text("started_at")), model.empty() ? "no model" : literal(model),
                     literal(call.text("outcome")));
}

class MarkdownExporter final : public Exporter {
 public:
  explicit MarkdownExporter(ExportSink sink) : sink_{std::move(sink)} {}

  void begin() override { sink_("# Calls\n"); }

  void add(const ExportedCall& call) override {
    std::string section = fmt::format("\n## {}\n\n| | |\n|---|---|\n", heading_of(call));
    for (std::size_t column = 0; column < call.values().size(); ++column) {
      const Value& value = call.values()[column];
      if (!std::holds_alternative<std::monostate>(value))
        section += fmt::format("| {} | {} |\n", literal(call.names()[column]), cell_of(value));
    }
    sink_(section);
  }

 private:
  ExportSink sink_;
};

}  // namespace

std::unique_ptr<Exporter> make_markdown(const ExportColumns&, ExportSink sink) {
  return std::make_unique<MarkdownExporter>(std::move(sink));
}

}  // namespace tabacus::analytics
