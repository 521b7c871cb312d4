// The agent programs that are known, and how each is metered. Values of the program itself; any thread.
#pragma once

#include <string_view>
#include <vector>

namespace tabacus::analytics {

struct KnownProgram {
  std::string_view client;           ///< as in the database: "claude-code"
  std::string_view program;          ///< name on the PATH: "claude"
  bool needs_forward_proxy = false;  ///< takes no base URL: only the tab's forward proxy sees its calls
  std::string_view note;             ///< why, for people
};

[[nodiscard]] std::vector<KnownProgram> known_programs();

/// Names in the folder that the tab's variable TABACUS_SHIMS names.
[[nodiscard]] std::vector<std::string_view> wired_programs();

}  // namespace tabacus::analytics
