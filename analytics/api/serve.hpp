// Windows onto the stored calls for agents and for people. They read; they know no engine, so they work beside any that
// runs and after it has ended.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tabacus::analytics {

/// What runs at the moment: a JSON object per instance, as the control socket tells it (status). May take a second;
/// empty where nothing runs.
using LiveInstances = std::function<std::vector<std::string>()>;

struct ServeOptions {
  std::filesystem::path directory;      ///< holds calls.db, which need not exist yet
  std::string version;                  ///< of the program, for those who ask
  std::optional<std::string> tab = {};  ///< the caller's: agents are told of its calls unless they ask for all
  LiveInstances instances = {};         ///< may be empty: budgets and calls under way are not known then
};

/// Answers messages of the Model Context Protocol, one per line from descriptor `in`, one per line to `out`, until `in`
/// ends. Io: a descriptor fails. Returns on the caller's thread.
[[nodiscard]] Result<void> serve_mcp(const ServeOptions& options, int in, int out);

enum class EventsUntil : std::uint8_t { Snapshot, NobodyReads };
/// Takes a line without its end; an empty one, once a second, only asks. False: nobody reads any more.
using EventSink = std::function<bool(std::string_view line)>;
/// A picture of the newest calls, then each call as it ends, once, and what runs when that changes: JSON objects with
/// `schema_version` and `type`. On the caller's thread. Errors as of Reader.
[[nodiscard]] Result<void> tell_events(const ServeOptions& options, EventsUntil until, const EventSink& sink);

/// The inspector: a page, a JSON API, a live feed, metrics and the Model Context Protocol, on 127.0.0.1 only. Runs on
/// threads of its own until destroyed; nothing but these waits for its clients.
class Inspector {
 public:
  struct Options {
    std::uint16_t port = 0;  ///< 0: the kernel chooses
    std::string token = {};  ///< what clients must know; empty: a new one
  };

  /// Listening when this returns. Conflict: the port is taken.
  [[nodiscard]] static Result<std::unique_ptr<Inspector>> start(ServeOptions options, const Options& inspector);
  virtual ~Inspector() = default;

  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// The page's address with the token behind a #, where no server and no log sees it.
  [[nodiscard]] virtual std::string url() const = 0;
  [[nodiscard]] virtual const std::string& token() const = 0;
};

}  // namespace tabacus::analytics
