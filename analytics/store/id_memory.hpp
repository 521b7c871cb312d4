// Which row a key led to, so that the same question is not put to SQLite for every call. db thread.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tabacus::analytics {

/// Ids by the columns that identify a row.
class IdMemory {
 public:
  /// What was remembered for these columns. They stay the columns of the next remember().
  template <typename... Columns>
  [[nodiscard]] std::optional<std::int64_t> find(const Columns&... columns) {
    key_.clear();
    (append(columns), ...);
    if (last_ != nullptr && last_->first == key_) return last_->second;
    const auto known = ids_.find(key_);
    if (known == ids_.end()) return std::nullopt;
    last_ = &*known;
    return known->second;
  }

  void remember(std::int64_t id) {
    if (ids_.size() >= kMaxIds) forget();
    ids_.insert_or_assign(key_, id);
  }

  /// After a rollback the rows of that transaction do not exist.
  void forget() {
    ids_.clear();
    last_ = nullptr;
  }

 private:
  // A client chooses model names; thousands of them must not grow our memory.
  static constexpr std::size_t kMaxIds = 4096;
  static constexpr char kSeparator = '\x1f';  // stored text holds no control character

  void append(std::string_view text) { (key_ += text) += kSeparator; }
  template <std::integral Integer>
  void append(Integer number) {
    key_.append(reinterpret_cast<const char*>(&number), sizeof(number));
  }

  using Ids = std::unordered_map<std::string, std::int64_t>;

  std::string key_;
  Ids ids_;
  const Ids::value_type* last_ = nullptr;  // the one found last
};

}  // namespace tabacus::analytics
