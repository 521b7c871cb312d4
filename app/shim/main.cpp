// tabacus-shim: stands under the name of an agent program in a folder at the front of a tab's PATH, adds what the tab
// asks for to the program's arguments and variables, and becomes that program. Outside of a tab it adds nothing.
// A program of its own, because it must start in a few milliseconds.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "analytics/clients/launch.hpp"
#include "base/text.hpp"

namespace {

using namespace tabacus;
using analytics::set_variable;
using analytics::Variables;

constexpr int kExitNotFound = 127;
constexpr int kExitCannotRun = 126;
/// The process that has been through here, so that a wrapper which execs us again gets its arguments once.
constexpr const char* kSeenVariable = "TABACUS_SHIM_PID";
/// How many shims stand above each other: a wrapper that calls itself by name would go on for ever.
constexpr const char* kDepthVariable = "TABACUS_SHIM_DEPTH";
constexpr std::int64_t kMostDepth = 100;

Variables own_variables() {
  Variables variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::size_t equals = text.find('=', 1);
    if (equals != std::string_view::npos) variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

bool is_other_program(const std::string& file, const struct stat& self) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode) || ::access(file.c_str(), X_OK) != 0) return false;
  return found.st_dev != self.st_dev || found.st_ino != self.st_ino;
}

/// The first program of that name on the PATH that is not this one; empty when there is none.
std::string find_real(std::string_view name, const Variables& variables) {
  struct stat self {};
  if (::stat("/proc/self/exe", &self) != 0) return {};
  const std::string_view path = analytics::value_of(variables, "PATH");
  for (const std::string_view folder : split(path, ':')) {
    std::string file{folder.empty() ? "." : folder};
    file.append("/").append(name);
    if (is_other_program(file, self)) return file;
  }
  return {};
}

int complain(std::string_view name, const char* what, int code) {
  std::fprintf(stderr, "tabacus: %.*s: %s\n", static_cast<int>(name.size()), name.data(), what);
  return code;
}

void complete(const analytics::Launch& launch, Variables& variables) {
  for (const std::string& name : launch.unset)
    std::erase_if(variables, [&](const auto& variable) { return variable.first == name; });
  for (const auto& [name, value] : launch.set) set_variable(variables, name, value);
}

int become(const std::string& program, std::string_view name, std::vector<std::string> arguments,
           const Variables& variables) {
  std::string own_name{name};
  std::vector<char*> words{own_name.data()};
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  std::vector<std::string> entries;
  for (const auto& [variable, value] : variables) entries.push_back(variable + '=' + value);
  std::vector<char*> environment;
  for (std::string& entry : entries) environment.push_back(entry.data());
  environment.push_back(nullptr);
  ::execve(program.c_str(), words.data(), environment.data());
  return complain(name, std::strerror(errno), errno == ENOENT ? kExitNotFound : kExitCannotRun);
}

int run(std::string_view name, std::vector<std::string> arguments) {
  Variables variables = own_variables();
  std::string program{analytics::value_of(variables, analytics::kShimmedProgramVariable)};
  std::erase_if(variables, [](const auto& variable) { return variable.first == analytics::kShimmedProgramVariable; });
  if (program.empty()) program = find_real(name, variables);
  if (program.empty()) return complain(name, "command not found", kExitNotFound);
  const std::string pid = std::to_string(::getpid());
  const std::int64_t depth = parse_int(analytics::value_of(variables, kDepthVariable)).value_or(0);
  if (depth >= kMostDepth)
    return complain(name, "leads back to itself; is it a script that calls its own name?", kExitCannotRun);
  if (analytics::value_of(variables, kSeenVariable) != pid) {
    std::error_code ignored;
    const std::filesystem::path directory = std::filesystem::current_path(ignored);
    analytics::Launch launch =
        analytics::wire_launch(name, std::move(arguments), {variables, directory, analytics::read_client_file});
    complete(launch, variables);
    arguments = std::move(launch.arguments);
  }
  if (analytics::TabView::from(variables)) {
    set_variable(variables, kSeenVariable, pid);
    set_variable(variables, kDepthVariable, std::to_string(depth + 1));
  }
  return become(program, name, std::move(arguments), variables);
}

}  // namespace

int main(int count, char** words) {
  const std::filesystem::path self{count > 0 ? words[0] : "tabacus-shim"};
  return run(self.filename().native(), {words + (count > 0 ? 1 : 0), words + count});
}
