// The inspector's page as it lies in the program: files made smaller by gzip at build time. Pure.
#pragma once

#include <span>
#include <string_view>

namespace tabacus::analytics::serve {

struct PageFile {
  std::string_view path;  ///< "/app.js"
  std::string_view type;
  std::string_view gzip;  ///< its bytes
};

/// All files of the page; "/" is the first.
[[nodiscard]] std::span<const PageFile> page_files();

}  // namespace tabacus::analytics::serve
