// The credentials with which a tab's programs called last, by upstream, so that the user can send a kept call again.
// In memory only, only where bodies are kept, and gone with the tab. Written by the net thread, read by any.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "analytics/model/http_head.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics {

class LiveCredentials {
 public:
  /// Older ones may be nobody's any more.
  static constexpr std::chrono::minutes kGoodFor{60};
  static constexpr std::size_t kMostUpstreams = 32;

  /// Those fields of a request that say who calls.
  [[nodiscard]] static Headers of(const Headers& request) {
    constexpr std::array kFields{"authorization",      "x-api-key",           "api-key",        "x-goog-api-key",
                                 "chatgpt-account-id", "openai-organization", "openai-project", "cookie"};
    Headers found;
    for (const char* name : kFields)
      if (const std::string_view value = request.find(name); !value.empty()) found.add(name, value);
    return found;
  }

  /// The upstream took them: its answer was no refusal.
  void note(const std::string& authority, Headers fields, SteadyTime now) {
    const std::lock_guard lock{mutex_};
    if (by_upstream_.size() >= kMostUpstreams && !by_upstream_.contains(authority)) return;
    by_upstream_.insert_or_assign(authority, Noted{std::move(fields), now});
  }
  /// Empty: no call went there within kGoodFor.
  [[nodiscard]] std::optional<Headers> find(const std::string& authority, SteadyTime now) const {
    const std::lock_guard lock{mutex_};
    const auto found = by_upstream_.find(authority);
    if (found == by_upstream_.end() || now - found->second.at > kGoodFor) return std::nullopt;
    return found->second.fields;
  }

 private:
  struct Noted {
    Headers fields;
    SteadyTime at;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Noted> by_upstream_;  // guarded by mutex_
};

}  // namespace tabacus::analytics
