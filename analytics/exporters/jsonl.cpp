// JSON Lines: each call an object of all its columns, what is not known is null; and `request`,
// `response` where they are kept.
#include <fmt/format.h>

#include "analytics/exporters/forms.hpp"
#include "base/json_text.hpp"

namespace tabacus::analytics {
namespace {

class JsonlExporter final : public Exporter {
 public:
  explicit JsonlExporter(ExportSink sink) : sink_{std::move(sink)} {}

  void add(const ExportedCall& call) override {
    std::string object = json_object_of(call);
    if (!call.request().empty()) {
      object.pop_back();
      object +=
          fmt::format(R"(,"request":{},"response":{}}})", json_quoted(call.request()), json_quoted(call.response()));
    }
    sink_(object + '\n');
  }

 private:
  ExportSink sink_;
};

}  // namespace

std::unique_ptr<Exporter> make_jsonl(const ExportColumns&, ExportSink sink) {
  return std::make_unique<JsonlExporter>(std::move(sink));
}

}  // namespace tabacus::analytics
