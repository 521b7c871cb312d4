#include "analytics/api/programs.hpp"
#include "analytics/capture/tab_files.hpp"
#include "analytics/clients/launch.hpp"

namespace tabacus::analytics {

std::vector<KnownProgram> known_programs() {
  std::vector<KnownProgram> known;
  for (const AgentProgram& row : agent_programs())
    for (const std::string_view program : row.programs)
      if (!program.empty()) known.push_back({row.client, program, row.needs_forward_proxy, row.note});
  return known;
}

std::vector<std::string_view> wired_programs() { return shim_names(); }

}  // namespace tabacus::analytics
