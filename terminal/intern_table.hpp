// Values that many cells share, each held once under a small number. Numbers stay what they are while a cell uses them;
// when the table is full the owner marks what is in use and the rest is free again. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tabacus::terminal {

template <typename Value, typename Hash = std::hash<Value>>
class InternTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  /// Number 0 is the default value and always there.
  explicit InternTable(std::size_t capacity) : capacity_{capacity}, values_(1) { numbers_.emplace(Value{}, 0); }

  /// The number of `value`; kNone when it is new and no more than `reserved` numbers are free.
  [[nodiscard]] std::uint32_t find_or_add(const Value& value, std::size_t reserved = 0) {
    const auto found = numbers_.find(value);
    if (found != numbers_.end()) return found->second;
    return room() > reserved ? add(value) : kNone;
  }

  /// A number that no equal value is found under: its value may be changed. kNone: there is no room.
  [[nodiscard]] std::uint32_t add_unshared(Value value) { return room() > 0 ? place(std::move(value)) : kNone; }
  /// The value of a number from add_unshared, to be changed.
  [[nodiscard]] Value& unshared(std::uint32_t number) {
    ++revision_;
    return values_[number];
  }

  [[nodiscard]] const std::vector<Value>& values() const { return values_; }
  [[nodiscard]] const Value& operator[](std::uint32_t number) const { return values_[number]; }
  /// Goes up when a number got another meaning; additions at the end do not count.
  [[nodiscard]] std::uint32_t revision() const { return revision_; }

  void begin_sweep() { is_used_.assign(values_.size(), false); }
  void mark(std::uint32_t number) { is_used_[number] = true; }
  void end_sweep() {
    is_used_[0] = true;
    free_.clear();
    for (std::uint32_t number = 0; number < values_.size(); ++number) {
      if (is_used_[number]) continue;
      const auto found = numbers_.find(values_[number]);
      if (found != numbers_.end() && found->second == number) numbers_.erase(found);  // else it was free before
      values_[number] = Value{};
      free_.push_back(number);
    }
  }
  [[nodiscard]] std::size_t room() const { return free_.size() + capacity_ - values_.size(); }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

 private:
  std::uint32_t add(const Value& value) {
    const std::uint32_t number = place(value);
    numbers_.emplace(value, number);
    return number;
  }
  std::uint32_t place(Value value) {
    if (free_.empty()) {
      values_.push_back(std::move(value));
      return static_cast<std::uint32_t>(values_.size() - 1);
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    values_[number] = std::move(value);
    ++revision_;
    return number;
  }

  std::size_t capacity_;
  std::vector<Value> values_;
  std::unordered_map<Value, std::uint32_t, Hash> numbers_;
  std::vector<std::uint32_t> free_;
  std::vector<bool> is_used_;
  std::uint32_t revision_ = 0;
};

}  // namespace tabacus::terminal
