// Splits a JSON array that is sent piecewise (Gemini's streamGenerateContent without alt=sse) into its elements.
// Pure; any one thread. Says nothing about whether an element is well-formed: its reader finds out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tabacus::analytics {

class JsonArraySplitter {
 public:
  explicit JsonArraySplitter(std::size_t max_element_bytes) : max_element_bytes_{max_element_bytes} {}

  /// Appends to `out` the text of each object or array inside the outer array that `bytes` completes. A body that is
  /// one object instead (an error) counts as one element; bare numbers and strings are passed over.
  /// Exhausted: an element outgrew the limit; the splitter is spent.
  [[nodiscard]] Result<void> feed(std::string_view bytes, std::vector<std::string>& out);

 private:
  void take(char byte, std::vector<std::string>& out);
  void take_structure(char byte, std::vector<std::string>& out);

  std::size_t max_element_bytes_;
  std::string element_;
  std::size_t depth_ = 0;  // of brackets within the element at hand
  bool in_array_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
  bool spent_ = false;
};

}  // namespace tabacus::analytics
