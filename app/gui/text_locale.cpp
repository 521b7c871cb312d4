#include "app/gui/text_locale.hpp"

#include <langinfo.h>

#include <clocale>
#include <string_view>

namespace tabacus::app {

void use_utf8_text() {
  const bool is_known = std::setlocale(LC_CTYPE, "") != nullptr;
  if (!is_known || std::string_view{::nl_langinfo(CODESET)} != "UTF-8") std::setlocale(LC_CTYPE, "C.UTF-8");
}

}  // namespace tabacus::app
