#include "base/csv_text.hpp"

#include "base/utf8.hpp"

namespace tabacus {

std::string csv_field(std::string_view text) {
  std::string safe = visible_text(text);
  if (safe.find_first_of("=+-@") == 0) safe.insert(0, 1, '\'');
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char byte : safe) {
    if (byte == '"') quoted += '"';
    quoted += byte;
  }
  return quoted + '"';
}

}  // namespace tabacus
