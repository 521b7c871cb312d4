#include "grammar.hpp"

#include <fmt/format.h>

namespace tabacus::xterm {

std::string Grammar::one_of(const std::vector<std::string>& choices) {
  return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
}

/// Mostly within the screen, sometimes left out or beyond.
std::string Grammar::number(int most) {
  if (below(6) == 0) return one_of({"", "0", "1", "99", "1000"});
  return std::to_string(1 + below(most));
}

std::vector<std::string> Grammar::stream(int items) {
  std::vector<std::string> out;
  for (int i = 0; i < items; ++i) out.push_back(item());
  return out;
}

std::string Grammar::item() {
  switch (below(21)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
      return text();
    case 5:
    case 6:
      return control();
    case 7:
    case 8:
    case 9:
      return move();
    case 10:
      return erase();
    case 11:
    case 12:
      return edit();
    case 13:
      return margins();
    case 14:
      return mode();
    case 15:
      return look();
    case 16:
      return rectangle();
    case 17:
      return charset();
    case 18:
      return state();
    case 19:
      return system_command();
    default:
      return question();
  }
}

std::string Grammar::text() {
  if (below(8) == 0) return wide_text();
  // Behind anything else it repeats nothing in xterm; ECMA-48 leaves that open.
  if (below(12) == 0) return one_of({"x", "\xCF\x89", "\xE6\xBC\xA2"}) + csi(number(60), "b");
  std::string out;
  const int length = below(4) == 0 ? size_.columns + below(size_.columns) : 1 + below(6);
  for (int i = 0; i < length; ++i) out += static_cast<char>('a' + below(26));
  return out;
}

std::string Grammar::wide_text() {
  std::string out;
  for (int left = 1 + below(4); left > 0; --left)
    out += one_of({"\xE6\xBC\xA2", "\xEA\xB0\x80", "\xC3\xA9", "\xCF\x89", "x"});
  return out;
}

std::string Grammar::control() {
  return one_of({"\b", "\b", "\t", "\n", "\v", "\f", "\r", "\r\n",
                 "\x1B"
                 "D",
                 "\x1B"
                 "E",
                 "\x1BM", "\x1BM",
                 "\x1B"
                 "6",
                 "\x1B"
                 "9"});
}

std::string Grammar::move() {
  if (below(3) == 0) return csi(number(size_.rows) + ";" + number(size_.columns), one_of({"H", "f"}));
  return csi(number(below(2) == 0 ? 4 : size_.columns),
             one_of({"A", "B", "C", "D", "E", "F", "G", "d", "`", "a", "e", "I", "Z"}));
}

std::string Grammar::erase() {
  return csi(one_of({"", "0", "1", "2", "3"}), one_of({"J", "K", "K", "?J", "?K", "?K"}));
}

std::string Grammar::edit() {
  if (below(5) == 0) return csi(number(4), one_of({"'}", "'~", " @", " A"}));
  return csi(number(4), one_of({"@", "P", "X", "L", "M", "S", "T", "^"}));
}

std::string Grammar::margins() {
  switch (below(6)) {
    case 0:
      return "\x1B[r";
    case 1:
      return "\x1B[s";
    case 2:
    case 3:
      return "\x1B[?69h" + csi(number(size_.columns) + ";" + number(size_.columns), "s");
    default:
      return csi(number(size_.rows) + ";" + number(size_.rows), "r");
  }
}

std::string Grammar::mode() {
  if (below(5) == 0) return csi(one_of({"4", "20"}), one_of({"h", "l", "l"}));
  const std::string mode = one_of({"1", "6", "6", "7", "7", "66", "69", "25", "1000", "1002", "1003", "1004", "1006",
                                   "2004", "1007", "41", "12", "5"});
  // What xterm saves of these two is another mode.
  const bool is_saved_wrongly = mode == "66" || mode == "69";
  return "\x1B[?" + mode + one_of({"h", "h", "l", "$p", is_saved_wrongly ? "h" : "s", is_saved_wrongly ? "l" : "r"});
}

std::string Grammar::look() {
  switch (below(8)) {
    case 0:
      return csi(one_of({"", "", "1", "4;7", "30", "31", "10;11;2", "3;9;5", "0", "6"}), one_of({"#{", "#p"}));
    case 1:
      return csi("", one_of({"#}", "#q"}));
    case 2:
      return csi(one_of({"0", "1", "2", ""}), "\"q");
    case 3:
      return one_of({"\x1BV", "\x1BW"});
    default:
      return csi(
          one_of({"",    "0",       "1",        "2",          "3",           "4",      "5",   "7",      "9",   "22",
                  "23",  "24",      "25",       "27",         "29",          "31",     "42",  "39",     "49",  "91",
                  "102", "38;5;17", "48;5;200", "38;2;1;2;3", "48:2::9:8:7", "1;4;31", "0;7", "38:5:9", "31;", ";32"}),
          "m");
  }
}

std::string Grammar::area() {
  return number(size_.rows) + ";" + number(size_.columns) + ";" + number(size_.rows) + ";" + number(size_.columns);
}

/// What all of an area has in common, where all of it was printed in.
std::string Grammar::shared_look() {
  const std::string whole = area();
  return csi("65;" + whole, "$x") + csi(area() + ";" + one_of({"1", "4", "5", "7"}), "$r") + csi(whole, "#|");
}

std::string Grammar::rectangle() {
  switch (below(9)) {
    case 7:
      return shared_look();
    case 0:
      return csi(area() + ";1;" + number(size_.rows) + ";" + number(size_.columns), "$v");
    case 1:
      return csi(one_of({"65", "120"}) + ";" + area(), "$x");
    case 2:
      return csi(area(), "$z");
    case 3:
      return csi(area(), "${");
    case 4:
      return csi(area() + one_of({"", ";1", ";4", ";7", ";0", ";1;5", ";22", ";24;7"}), "$r");
    case 5:
      return csi(area() + one_of({"", ";1", ";4", ";7", ";0", ";1;5"}), "$t");
    case 6:
      return csi(one_of({"", "0", "1", "2"}), "*x");
    default:
      return csi("7;1;" + area(), "*y");
  }
}

/// What G2 and G3 hold is for one letter: of others xterm, though it reads UTF-8, takes the low byte as their right
/// half, and with a wide one behind a single shift it dies.
std::string Grammar::charset() {
  return one_of({"\x1B(0", "\x1B(0", "\x1B(B", "\x1B(B", "\x1B)0", "\x1B)B", "\x0E", "\x0F", "\x0F", "\x1B-A", "\x1B(K",
                 "\x1B(5", "\x1B*0\x1BNq\x1B*B", "\x1B*>\x1BNq\x1B*B", "\x1B+<\x1BOx\x1B+B", "\x1B*0\x1Bnx\x1B*B\x0F",
                 "\x1B+0\x1Boq\x1B+B\x0F", "\x1B.A\x1BNx\x1B*B"});
}

std::string Grammar::state() {
  switch (below(14)) {
    case 0:
    case 1:
      return "\x1B"
             "7";
    case 2:
    case 3:
      return "\x1B"
             "8";
    case 4:
      return "\x1B[s";
    case 5:
      return "\x1B[u";
    case 6:
      return "\x1B[!p";
    case 7:
      return "\x1B"
             "c";
    case 8:
      return "\x1B#8";
    case 9:
      return one_of({"\x1BH", "\x1BH", "\x1B[g", "\x1B[3g", "\x1B[2g"});
    case 10:
      return "\x1B[64;1\"p";
    default:
      return "\x1B[?" + one_of({"47", "1047", "1048", "1049"}) + one_of({"h", "h", "l", "l", "s", "r"});
  }
}

/// Titles, colours, strings for others. Colours are set before they are asked for: each has its own to begin with.
std::string Grammar::system_command() {
  const std::string end = one_of({"\x1B\\", "\a"});
  const std::string color = one_of({"#123456", "rgb:fe/00/7f", "#f0f", "rgb:1/2/3", "nonsense"});
  switch (below(6)) {
    case 0: {
      const std::string number = std::to_string(16 + below(240));
      const std::string reset = one_of({"", "\x1B]104;" + number + end});
      return "\x1B]4;" + number + ";#abcdef;" + number + ";" + color + end + reset + "\x1B]4;" + number + ";?" + end;
    }
    case 1: {
      const std::string number = one_of({"10", "11", "12"});
      return "\x1B]" + number + ";#abcdef" + end + "\x1B]" + number + ";" + color + end + "\x1B]" + number + ";?" + end;
    }
    case 2: {
      const std::string number = std::to_string(below(5));
      return "\x1B]5;" + number + ";" + color + end + "\x1B]5;" + number + ";#abcdef;" + number + ";?" + end;
    }
    case 3:
      return "\x1B]" + one_of({"0", "1", "2"}) + ";" + one_of({"one", "two words", "three; of it", ""}) + end;
    case 4:
      return csi(one_of({"20", "21", "22", "22;0", "22;1", "22;2", "23", "23;0", "23;1", "23;2", "18"}), "t");
    default:
      return one_of({"\x1B_", "\x1B^", "\x1BX"}) + one_of({"abc", "a\ab", "a\r\nb", ""}) + "\x1B\\";
  }
}

/// Of what is asked for the read-back an earlier terminal knows little: there and back in one item.
std::string Grammar::earlier_level() {
  const std::string questions = question_of_devices() + question_of_devices() + one_of({"", "\x1BP$q\"p\x1B\\"});
  return csi(one_of({"61", "62", "63", "62;1", "63;1"}), "\"p") + questions + "\x1B[64;1\"p";
}

std::string Grammar::question_of_devices() {
  return one_of({"\x1B[?6n", "\x1B[?15n", "\x1B[?26n", "\x1B[?55n", "\x1B[?56n", "\x1B[?62n", "\x1B[?63;5n",
                 "\x1B[?75n", "\x1B[?85n"});
}

std::string Grammar::question() {
  switch (below(6)) {
    case 0:
    case 1:
      return question_of_devices();
    case 2:
      return earlier_level();
    case 3:
      return "\x1B G" + question_of_devices() + one_of({"\x1BP$qr\x1B\\", "\x1B[6n", "\x1B[4$p"}) + "\x1B F";
    default:
      break;
  }
  return one_of({"\x1B[6n", "\x1B[?6n", "\x1B[5n", "\x1BP$qm\x1B\\", "\x1BP$qr\x1B\\", "\x1BP$qs\x1B\\",
                 "\x1BP$q\"q\x1B\\", "\x1BP$q\"p\x1B\\", "\x1B[4$p", "\x1B[?6$p", "\x1B[2$w"});
}

}  // namespace tabacus::xterm
