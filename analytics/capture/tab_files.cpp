#include "analytics/capture/tab_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "analytics/clients/programs.hpp"
#include "base/paths.hpp"

namespace tabacus::analytics {
namespace {

namespace fs = std::filesystem;

/// With a base URL set, `gemini -p` wants to be told a kind of login from somewhere (else: exit 41).
constexpr std::string_view kGeminiDefaults = R"({"security":{"auth":{"selectedType":"gemini-api-key"}}})";

std::string written(const fs::path& file, std::string_view text, std::string_view without,
                    std::vector<std::string>& warnings) {
  if (const auto done = write_private_file(file, text); !done) {
    warnings.push_back(fmt::format("{}: {}", without, done.error().message));
    return {};
  }
  return file.native();
}

/// Replaced by a rename: a tab that is open meanwhile finds the old link or the new one.
std::error_code point(const fs::path& link, const fs::path& target) {
  std::error_code failed;
  if (fs::read_symlink(link, failed) == target) return {};
  fs::path fresh = link;
  fresh += fmt::format(".{}", ::getpid());
  fs::remove(fresh, failed);
  fs::create_symlink(target, fresh, failed);
  if (!failed) fs::rename(fresh, link, failed);
  return failed;
}

std::string linked(const fs::path& folder, const fs::path& program, std::vector<std::string>& warnings) {
  if (program.empty() || ::access(program.c_str(), X_OK) != 0) return {};
  if (const auto made = make_private_directory(folder); !made) {
    warnings.push_back(fmt::format("agents that take no variable are not wired: {}", made.error().message));
    return {};
  }
  for (const std::string_view name : shim_names())
    if (const auto failed = point(folder / name, program); failed) {
      warnings.push_back(fmt::format("agents that take no variable are not wired: link {} in {}: {}", name,
                                     folder.native(), failed.message()));
      return {};
    }
  return folder.native();
}

}  // namespace

TabFiles write_tab_files(const fs::path& directory, const fs::path& shim_program) {
  TabFiles files;
  files.gemini_defaults =
      written(directory / kGeminiDefaultsName, kGeminiDefaults, "gemini -p will not start in a tab", files.warnings);
  files.pi_extension =
      written(directory / "pi-extension.mjs", pi_extension(), "pi is not metered in a tab", files.warnings);
  files.shims = linked(directory / "shims", shim_program, files.warnings);
  return files;
}

std::vector<std::string_view> shim_names() {
  std::vector<std::string_view> names;
  for (const AgentProgram& row : agent_programs())
    for (const std::string_view name : row.programs)
      if (!name.empty() && (row.wire != nullptr || row.needs_forward_proxy)) names.push_back(name);
  names.insert(names.end(), package_runners().begin(), package_runners().end());
  return names;
}

}  // namespace tabacus::analytics
