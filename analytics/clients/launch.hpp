// How each agent program is told to send its calls to the tab, beyond the variables that every program understands:
// which base URLs stand in its own files, and with which arguments and variables it is to be started. Nothing of the
// user's is written. Pure: files come through Surroundings.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/clients/tab_view.hpp"

namespace tabacus::analytics {

/// Where a client runs.
struct Surroundings {
  const Variables& variables;
  std::filesystem::path directory;
  /// Text of a whole file; empty where there is none, or none of reasonable size.
  std::function<std::optional<std::string>(const std::filesystem::path&)> read;
};

/// Tells a shim that was started for a program named by its path which one that is.
constexpr std::string_view kShimmedProgramVariable = "TABACUS_SHIM_PROGRAM";

/// Reads regular files of up to 1 MiB; the bound keeps a strange file from holding up a tab.
[[nodiscard]] std::optional<std::string> read_client_file(const std::filesystem::path& file);

/// A base URL that a client has from elsewhere than a variable. It gets a slot of its own, below which paths are kept
/// as the client makes them.
struct ClientBaseUrl {
  std::string slot;           ///< "codex.azure"
  std::string_view provider;  ///< the word by which it is included or excluded
  std::string_view dialect;   ///< slot of the family that reads it
  std::string upstream;
};

struct Findings {
  std::vector<ClientBaseUrl> base_urls;
  std::vector<std::string> warnings;  ///< what could not be read, and what wins over us
};

/// A client's start, to be completed.
struct Launch {
  std::vector<std::string> arguments;  ///< behind the program's name
  Variables set;
  std::vector<std::string> unset;
};

struct AgentProgram {
  std::string_view client;                        ///< as in ClientSignature::name
  std::array<std::string_view, 2> programs;       ///< names on the PATH
  std::array<std::string_view, 2> packages = {};  ///< of npm
  bool needs_forward_proxy = false;  ///< it takes no base URL from outside: only the tab's forward proxy sees its calls
  std::array<std::string_view, 2> unless = {};  ///< variables by which it does, once the user has set one
  std::string_view note = {};                   ///< for people
  void (*find)(const Surroundings&, Findings&) = nullptr;
  void (*wire)(const Surroundings&, const TabView&, Launch&) = nullptr;
};

[[nodiscard]] std::span<const AgentProgram> agent_programs();
/// Programs that run others by the name of a package: "npx".
[[nodiscard]] std::span<const std::string_view> package_runners();

/// All that stands in the files of all clients, as they are found from this directory.
[[nodiscard]] Findings find_base_urls(const Surroundings& surroundings);

/// What to start `program` with instead. Outside of a tab, and for programs not listed: the same arguments, nothing
/// set.
[[nodiscard]] Launch wire_launch(std::string_view program, std::vector<std::string> arguments,
                                 const Surroundings& surroundings);

}  // namespace tabacus::analytics
