// The responses of a socket that ended last: servers tell of an end again, also after the next response was asked for.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace tabacus::analytics {

class EndedIds {
 public:
  /// False for an empty one.
  [[nodiscard]] bool contains(std::string_view id) const {
    return !id.empty() && std::ranges::find(ids_, id) != ids_.end();
  }
  /// The oldest is forgotten; an empty one is not remembered.
  void add(const std::string& id) {
    if (id.empty()) return;
    ids_[next_] = id;
    next_ = (next_ + 1) % ids_.size();
  }

 private:
  std::array<std::string, 8> ids_;
  std::size_t next_ = 0;
};

}  // namespace tabacus::analytics
