// Random streams of sequences that both the engine and xterm know.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "terminal/options.hpp"

namespace tabacus::xterm {

class Grammar {
 public:
  Grammar(std::uint64_t seed, terminal::Size size) : random_{seed}, size_{size} {}

  /// Each a text, a control or a sequence.
  std::vector<std::string> stream(int items);

 private:
  int below(int bound) { return static_cast<int>(random_() % static_cast<std::uint64_t>(bound)); }
  std::string one_of(const std::vector<std::string>& choices);
  std::string number(int most);
  std::string csi(const std::string& parameters, const std::string& last) { return "\x1B[" + parameters + last; }

  std::string item();
  std::string text();
  std::string wide_text();
  std::string control();
  std::string move();
  std::string erase();
  std::string edit();
  std::string margins();
  std::string mode();
  std::string look();
  std::string rectangle();
  std::string area();
  std::string shared_look();
  std::string charset();
  std::string state();
  std::string system_command();
  std::string question();
  std::string question_of_devices();
  std::string earlier_level();

  std::mt19937_64 random_;
  terminal::Size size_;
};

}  // namespace tabacus::xterm
