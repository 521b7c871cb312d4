// The agent programs that are known, and how each is metered. Values of the program itself; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
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

/// What to execute, and what to set beside the tab's variables.
struct ProgramStart {
  std::string file;
  std::vector<std::pair<std::string, std::string>> set;
};

/// Of `program` in a tab whose variables PATH and TABACUS_SHIMS are `path` and `shims`, both may be empty. A name is
/// looked up on the PATH. A path would go past the shims: where its last part is wired, the shim is executed and told
/// what it stands for.
[[nodiscard]] ProgramStart program_start(const std::string& program, std::string_view path, std::string_view shims);

}  // namespace tabacus::analytics
