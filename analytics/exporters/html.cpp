// A page that needs nothing but itself: the calls as JSON, the viewer's style and script inline. Its policy allows
// those two by their hashes and nothing else: no network, no inline handler, no text that becomes markup.
// Source: Content Security Policy Level 3, sections 6.7 and 8.4.
#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>

#include "analytics/exporters/forms.hpp"
#include "base/base64.hpp"
#include "base/json_text.hpp"

namespace tabacus {

extern const std::string_view viewer_script;
extern const std::string_view viewer_style;

namespace analytics {
namespace {

std::string hash_source(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  ::SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return fmt::format("'sha256-{}'", encode_base64({reinterpret_cast<const char*>(digest.data()), digest.size()}));
}

/// JSON inside a script element: nothing in it may look like its end or like a comment.
std::string inside_script(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char byte : json) {
    if (byte == '<' || byte == '>' || byte == '&')
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(byte));
    else
      out += byte;
  }
  return out;
}

class HtmlExporter final : public Exporter {
 public:
  HtmlExporter(const ExportColumns& columns, ExportSink sink) : columns_{columns}, sink_{std::move(sink)} {}

  void begin() override {
    sink_(
        fmt::format("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {}; "
                    "style-src {}; base-uri 'none'; form-action 'none'; "
                    "require-trusted-types-for 'script'\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width\"><title>Calls</title>\n<style>",
                    hash_source(viewer_script), hash_source(viewer_style)));
    sink_(viewer_style);
    sink_(
        "</style></head><body>\n"
        "<header><h1>Calls</h1><input id=\"search\" type=\"search\" placeholder=\"Search ( / )\" "
        "aria-label=\"Search\"><span id=\"filters\"></span><button id=\"theme\">Light or dark</button>"
        "<button id=\"help\">Keys</button></header>\n"
        "<div id=\"totals\" aria-live=\"polite\"></div>\n"
        "<main id=\"main\"><div id=\"list\" role=\"grid\" aria-label=\"Calls\" tabindex=\"0\">"
        "<div id=\"head\" class=\"head\" role=\"row\"></div><div id=\"rows\"></div></div>"
        "<section id=\"detail\" aria-label=\"One call\" hidden></section></main>\n"
        "<dialog id=\"keys\" aria-label=\"Keys\"></dialog>\n"
        "<script type=\"application/json\" id=\"calls\">{\"columns\":[");
    std::string names;
    for (const std::string& name : columns_.names()) names += json_quoted(name) + ',';
    if (!names.empty()) names.pop_back();
    sink_(inside_script(names));
    sink_("],\"rows\":[");
  }

  void add(const ExportedCall& call) override {
    std::string row = is_first_ ? "\n[" : ",\n[";
    is_first_ = false;
    for (const Value& value : call.values()) row += json_of(value) + ',';
    // Behind the columns, where they are kept.
    if (!call.request().empty())
      row += fmt::format("[{},{}],", json_quoted(call.request()), json_quoted(call.response()));
    row.back() = ']';
    sink_(inside_script(row));
  }

  void end() override {
    sink_("\n]}</script>\n<script>");
    sink_(viewer_script);
    sink_("</script></body></html>\n");
  }

 private:
  const ExportColumns& columns_;
  ExportSink sink_;
  bool is_first_ = true;
};

}  // namespace

std::unique_ptr<Exporter> make_html(const ExportColumns& columns, ExportSink sink) {
  return std::make_unique<HtmlExporter>(columns, std::move(sink));
}

}  // namespace analytics
}  // namespace tabacus
