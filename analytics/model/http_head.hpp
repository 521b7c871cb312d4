// Heads of an HTTP/1.1 message as they stood on the wire: names keep their case, order and duplicates. Values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace tabacus::analytics {

/// In one piece of memory: a head crosses threads with every call, and has dozens of fields.
class Headers {
 public:
  using Field = std::pair<std::string_view, std::string_view>;  ///< name and value; valid while nothing is added

  /// A text to begin with. Made of one thing only, whereas two strings in braces can be the ends of a string_view.
  struct Text {
    Text(const char* literal) : bytes{literal} {}
    Text(const std::string& string) : bytes{string} {}
    Text(std::string_view view) : bytes{view} {}
    std::string_view bytes;
  };

  Headers() = default;
  Headers(std::initializer_list<std::pair<Text, Text>> fields) {
    for (const auto& [name, value] : fields) add(name.bytes, value.bytes);
  }

  void add(std::string_view name, std::string_view value) {
    (text_ += name) += value;
    sizes_.push_back({static_cast<std::uint32_t>(name.size()), static_cast<std::uint32_t>(value.size())});
  }
  /// Room for that many fields of so many bytes.
  void reserve(std::size_t fields, std::size_t bytes) {
    sizes_.reserve(fields);
    text_.reserve(bytes);
  }

  /// The first value of that name, compared without case; empty when there is none.
  [[nodiscard]] std::string_view find(std::string_view name) const {
    for (const auto& [field, value] : *this)
      if (equals_ignore_case(field, name)) return value;
    return {};
  }

  [[nodiscard]] std::size_t size() const { return sizes_.size(); }
  friend bool operator==(const Headers&, const Headers&) = default;

 private:
  struct Sizes {
    std::uint32_t name = 0;
    std::uint32_t value = 0;
    friend bool operator==(const Sizes&, const Sizes&) = default;
  };

  std::string text_;  // name, value, name, value ...
  std::vector<Sizes> sizes_;

 public:
  class Iterator {
   public:
    using value_type = Field;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    Iterator(const char* text, const Sizes* sizes) : text_{text}, sizes_{sizes} {}
    Field operator*() const { return {{text_, sizes_->name}, {text_ + sizes_->name, sizes_->value}}; }
    Iterator& operator++() {
      text_ += sizes_->name + sizes_->value;
      ++sizes_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.sizes_ == b.sizes_; }

   private:
    const char* text_ = nullptr;
    const Sizes* sizes_ = nullptr;
  };

  using value_type = Field;
  using const_iterator = Iterator;
  [[nodiscard]] Iterator begin() const { return {text_.data(), sizes_.data()}; }
  [[nodiscard]] Iterator end() const { return {nullptr, sizes_.data() + sizes_.size()}; }
};

struct RequestHead {
  std::string method;
  std::string target;  ///< as sent upstream, query included
  Headers headers;
};

struct ResponseHead {
  int status = 0;
  std::string reason;
  Headers headers;
};

}  // namespace tabacus::analytics
