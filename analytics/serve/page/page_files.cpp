// THE LIST of the page's files; cmake/embed_gzip.cmake makes their symbols.
#include "analytics/serve/http/page_files.hpp"

#include <array>

extern "C" {
#define TABACUS_PAGE_FILE(symbol) extern const char tabacus_gzip_##symbol[], tabacus_gzip_##symbol##_end[];
TABACUS_PAGE_FILE(index_html)
TABACUS_PAGE_FILE(app_css)
TABACUS_PAGE_FILE(app_js)
TABACUS_PAGE_FILE(api_js)
TABACUS_PAGE_FILE(list_js)
TABACUS_PAGE_FILE(detail_js)
TABACUS_PAGE_FILE(charts_js)
TABACUS_PAGE_FILE(views_js)
TABACUS_PAGE_FILE(format_js)
#undef TABACUS_PAGE_FILE
}

namespace tabacus::analytics::serve {
namespace {

std::string_view between(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

}  // namespace

std::span<const PageFile> page_files() {
  constexpr std::string_view kScript = "text/javascript; charset=utf-8";
  static const std::array kFiles{
      PageFile{"/", "text/html; charset=utf-8", between(tabacus_gzip_index_html, tabacus_gzip_index_html_end)},
      PageFile{"/app.css", "text/css; charset=utf-8", between(tabacus_gzip_app_css, tabacus_gzip_app_css_end)},
      PageFile{"/app.js", kScript, between(tabacus_gzip_app_js, tabacus_gzip_app_js_end)},
      PageFile{"/api.js", kScript, between(tabacus_gzip_api_js, tabacus_gzip_api_js_end)},
      PageFile{"/list.js", kScript, between(tabacus_gzip_list_js, tabacus_gzip_list_js_end)},
      PageFile{"/detail.js", kScript, between(tabacus_gzip_detail_js, tabacus_gzip_detail_js_end)},
      PageFile{"/charts.js", kScript, between(tabacus_gzip_charts_js, tabacus_gzip_charts_js_end)},
      PageFile{"/views.js", kScript, between(tabacus_gzip_views_js, tabacus_gzip_views_js_end)},
      PageFile{"/format.js", kScript, between(tabacus_gzip_format_js, tabacus_gzip_format_js_end)}};
  return kFiles;
}

}  // namespace tabacus::analytics::serve
