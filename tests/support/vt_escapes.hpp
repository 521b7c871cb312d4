// How tests/fixtures/vt writes what a program sent: \e, \r, \n, \a, \b, \t, \xHH and \\; real line ends do not count.
#pragma once

#include <string>
#include <string_view>

namespace tabacus::testing_support {

inline std::string unescaped(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') continue;
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    switch (const char kind = text.at(++i)) {
      case 'e':
        bytes += '\x1B';
        break;
      case 'r':
        bytes += '\r';
        break;
      case 'n':
        bytes += '\n';
        break;
      case 'a':
        bytes += '\a';
        break;
      case 'b':
        bytes += '\b';
        break;
      case 't':
        bytes += '\t';
        break;
      case 'x':
        bytes += static_cast<char>(std::stoi(std::string{text.substr(i + 1, 2)}, nullptr, 16));
        i += 2;
        break;
      default:
        bytes += kind;
        break;
    }
  }
  return bytes;
}

}  // namespace tabacus::testing_support
