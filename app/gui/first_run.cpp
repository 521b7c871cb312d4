#include "app/gui/first_run.hpp"

#include "base/paths.hpp"

namespace tabacus::app {
namespace {

std::filesystem::path marker() { return state_directory() / "first-run"; }

}  // namespace

bool is_first_run(const LoadedConfig& loaded) {
  std::error_code ignored;
  return !loaded.found && loaded.sources.empty() && !std::filesystem::exists(marker(), ignored);
}

Result<void> remember_first_run() {
  if (auto made = make_private_directory(state_directory()); !made) return made;
  return write_private_file(marker(), "");
}

QuestionText first_run_text() {
  return {"Meter what agents' API calls cost?",
          {"API Analytics is off. Switched on, each tab gets a port on this machine, and the base URLs",
           "that agents read point to it. Calls pass through it unchanged.", "",
           "It records   model, tokens, cost, times, outcome, project and branch of each call",
           "It does not  record prompts, answers or keys, unless you ask for bodies; nor send anything",
           "             anywhere by itself. The numbers stay in a database of yours.", "",
           "analytics.enabled in tabacus.toml is the switch; tabs opened from then on are metered."},
          "switch it on",
          "leave it off",
          render::SheetInk::Plain,
          true};
}

Result<void> write_analytics_on(const std::filesystem::path& config_file) {
  std::error_code ignored;
  if (std::filesystem::exists(config_file, ignored))
    return fail(ErrorCode::Conflict,
                fmt::format("write {}: it is there already; set analytics.enabled in it", config_file.native()));
  if (auto made = make_private_directory(config_file.parent_path()); !made) return made;
  return write_private_file(config_file, "[analytics]\nenabled = true\n");
}

}  // namespace tabacus::app
