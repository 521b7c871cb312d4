#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "analytics/api/programs.hpp"
#include "analytics/capture/tab_files.hpp"
#include "analytics/clients/launch.hpp"
#include "base/paths.hpp"

namespace tabacus::analytics {

std::vector<KnownProgram> known_programs() {
  std::vector<KnownProgram> known;
  for (const AgentProgram& row : agent_programs())
    for (const std::string_view program : row.programs)
      if (!program.empty()) known.push_back({row.client, program, row.needs_forward_proxy, row.note});
  return known;
}

std::vector<std::string_view> wired_programs() { return shim_names(); }

ProgramStart program_start(const std::string& program, std::string_view path, std::string_view shims) {
  if (program.find('/') == std::string::npos) return {path.empty() ? program : find_program(program, path), {}};
  const std::string name = std::filesystem::path{program}.filename().native();
  const auto names = shim_names();
  if (shims.empty() || std::ranges::find(names, name) == names.end()) return {program, {}};
  return {fmt::format("{}/{}", shims, name), {{std::string{kShimmedProgramVariable}, program}}};
}

}  // namespace tabacus::analytics
