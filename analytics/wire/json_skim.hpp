// Reduces a JSON text of any length, as it streams by, to one that is short and still JSON: names, numbers, short
// strings and structure stay, long strings become "" and long arrays []. What a decoder looks for (a type, a model,
// ids, usage) survives; what makes requests long (prompts, files, images, audio) does not. Pure; any one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tabacus::analytics {

class JsonSkimmer {
 public:
  static constexpr std::size_t kMaxString = 1024;
  /// Of an outermost array, skimmed; one inside another may have a quarter of what that one may.
  static constexpr std::size_t kMaxArray = 128 * 1024;
  static constexpr std::size_t kMinArray = 1024;  ///< no array of less is left out
  static constexpr std::size_t kMaxText = 512 * 1024;
  static constexpr std::size_t kMaxDepth = 64;  ///< what lies deeper becomes null

  void feed(std::string_view bytes);
  /// What is left of the text; empty when even that is too long. Starts over. What is not JSON gives something that is
  /// not JSON either.
  [[nodiscard]] std::string take();

 private:
  struct Container {
    std::size_t start;  ///< in text_
    std::size_t limit;  ///< of an array; 0 for an object
  };

  std::size_t take_string(std::string_view bytes);
  void take_structure(char byte);
  void open(char byte);
  void drop_long_arrays();
  [[nodiscard]] std::size_t limit_of_next_array() const;

  std::string text_;
  std::vector<Container> open_;
  std::size_t skipped_depth_ = 0;  // containers open within what is left out
  std::size_t string_start_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool string_dropped_ = false;
  bool outgrown_ = false;
};

}  // namespace tabacus::analytics
