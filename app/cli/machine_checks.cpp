#include "app/cli/machine_checks.hpp"

#include <fmt/format.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "analytics/api/certificates.hpp"
#include "analytics/api/programs.hpp"
#include "app/cli/endpoint_memory.hpp"
#include "app/control/runtime_directory.hpp"
#include "base/paths.hpp"
#include "base/port_owner.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "base/unique_fd.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

namespace fs = std::filesystem;
using analytics::Environment;
using analytics::TabStatus;

constexpr mode_t kOthers = 077;
constexpr std::chrono::seconds kLongWithoutCall{60};
/// Each start replaces a certificate a month before its end: with less left, what runs has run for long.
constexpr std::chrono::days kSoon{7};

constexpr std::array<std::string_view, 14> kAgents{"claude",       "codex",    "gemini", "opencode", "pi",
                                                   "qwen",         "copilot",  "droid",  "kimi",     "cline",
                                                   "cursor-agent", "qodercli", "hermes", "crush"};

void check_file(const fs::path& file, Findings& findings) {
  struct stat found {};
  if (::lstat(file.c_str(), &found) != 0) return;
  if (found.st_uid != ::geteuid()) {
    findings.push_back({Severity::Trouble, "permissions",
                        fmt::format("{} belongs to user {}", file.native(), found.st_uid),
                        fmt::format("sudo chown -R {} {}", ::geteuid(), file.native())});
  } else if (!S_ISLNK(found.st_mode) && (found.st_mode & kOthers) != 0) {
    findings.push_back({Severity::Trouble, "permissions",
                        fmt::format("others may read {} (mode {:o})", file.native(), found.st_mode & 0777),
                        fmt::format("chmod go= {}", file.native())});
  }
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view known_agent(std::string_view word) {
  std::string_view name = base_name(word);
  for (const std::string_view ending : {".js", ".mjs", ".exe", "-cli"})
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
  const auto* found = std::ranges::find(kAgents, name);
  return found != kAgents.end() ? *found : std::string_view{};
}

bool is_interpreter(std::string_view word) {
  const std::string_view name = base_name(word);
  return name == "node" || name == "bun" || name == "deno" || name.starts_with("python");
}

std::vector<std::string_view> words_of(std::string_view text, char separator) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(text, separator))
    if (!word.empty()) words.push_back(word);
  return words;
}

std::string_view value_of(std::span<const std::string_view> entries, std::string_view name) {
  for (const std::string_view entry : entries)
    if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
      return entry.substr(name.size() + 1);
  return {};
}

std::string_view value_of(const Environment& environment, std::string_view name) {
  const auto found =
      std::ranges::find(environment, name, [](const auto& variable) { return std::string_view{variable.first}; });
  return found != environment.end() ? std::string_view{found->second} : std::string_view{};
}

/// Seconds since the process began: field 22 of its stat, behind a name that may hold anything, against the uptime.
std::chrono::seconds age_of(const fs::path& process) {
  constexpr std::size_t kStartAfterName = 19;
  const auto stat = read_file(process / "stat");
  const auto uptime = read_file("/proc/uptime");
  if (!stat || !uptime) return {};
  const auto fields = words_of(std::string_view{*stat}.substr(stat->rfind(')') + 1), ' ');
  const auto started = fields.size() > kStartAfterName ? parse_int(fields[kStartAfterName]) : std::nullopt;
  const auto now = parse_int(uptime->substr(0, uptime->find('.')));
  if (!started || !now) return {};
  return std::chrono::seconds{*now - *started / ::sysconf(_SC_CLK_TCK)};
}

std::optional<AgentProcess> agent_at(const fs::path& process, pid_t pid) {
  const auto command = read_file(process / "cmdline");
  if (!command) return std::nullopt;
  const std::string_view agent = agent_of(words_of(*command, '\0'));
  if (agent.empty()) return std::nullopt;
  const auto environment = read_file(process / "environ");  // of this user's processes only
  if (!environment) return std::nullopt;
  const auto entries = words_of(*environment, '\0');
  const std::string_view tab = value_of(entries, "TABACUS_TAB_ID");
  if (tab.empty()) return std::nullopt;
  return AgentProcess{pid, agent, std::string{tab}, age_of(process)};
}

void check_losses(const InstanceStatus& status, Findings& findings) {
  const auto& [instance, engine] = status;
  const std::string who = fmt::format("{} {}", instance.kind, instance.pid);
  if (!engine.database.trouble.empty())
    findings.push_back({Severity::Trouble, "database", fmt::format("{}: {}", who, engine.database.trouble),
                        "make room or mend the file; calls wait in memory meanwhile, 4,096 of them"});
  if (engine.calls_dropped > 0)
    findings.push_back({Severity::Trouble, "losses",
                        fmt::format("{}: {} calls or tunnels were not stored", who, engine.calls_dropped),
                        "see 'tabacus logs --level warn' for the reason"});
  if (engine.tap_gaps > 0 || engine.meter_faults > 0)
    findings.push_back(
        {Severity::Trouble, "losses",
         fmt::format("{}: the meter missed {} pieces of traffic and gave up {} calls; those are lossy or "
                     "not recorded",
                     who, engine.tap_gaps, engine.meter_faults),
         "the machine was overloaded, or an answer was odd: see 'tabacus logs --level warn'"});
  if (!engine.meter_answers)
    findings.push_back({Severity::Trouble, "meter", fmt::format("{}: the meter does not answer", who),
                        "wait; if it stays so, close the program and open it again: traffic is not affected"});
}

Finding no_call_of(const AgentProcess& agent, std::string_view tab) {
  const auto programs = analytics::known_programs();
  const auto known = std::ranges::find(programs, agent.agent, &analytics::KnownProgram::program);
  if (known != programs.end() && known->needs_forward_proxy)
    return {
        Severity::Advice, "no_call",
        fmt::format("{} (process {}) has run for {} s in tab {} without a call that could be read; of {} is known: {}",
                    agent.agent, agent.pid, agent.age.count(), tab, agent.agent, known->note),
        "nothing to do where counting is enough: v_tunnels has what it reached, unless analytics.forward_proxy is "
        "\"off\"; to have its calls read, name its provider's host in analytics.decrypt_hosts"};
  return {Severity::Advice, "no_call",
          fmt::format("{} (process {}) has run for {} s in tab {}, and no call came through the tab's port",
                      agent.agent, agent.pid, agent.age.count(), tab),
          "if it was asked something, its calls go past the meter: look for settings that override the base "
          "URL, and at 'tabacus doctor' inside that tab"};
}

void check_tab(const TabStatus& tab, std::span<const AgentProcess> agents,
               const std::optional<std::set<std::uint16_t>>& listening, Findings& findings) {
  const std::string name = display_safe(tab.title);
  if (listening && !listening->contains(tab.port))
    findings.push_back({Severity::Trouble, "port",
                        fmt::format("nothing listens on 127.0.0.1:{}, the port of tab {}", tab.port, name),
                        "close the tab and open a new one"});
  if (tab.stats.calls + tab.stats.in_flight > 0 || tab.recording != analytics::Recording::On) return;
  for (const AgentProcess& agent : agents) {
    if (agent.tab_id != tab.tab.text() || agent.age < kLongWithoutCall) continue;
    findings.push_back(no_call_of(agent, name));
    return;
  }
}

}  // namespace

Findings check_permissions(const fs::path& analytics_directory) {
  Findings findings;
  check_file(analytics_directory, findings);
  std::error_code failed;
  for (fs::recursive_directory_iterator entries{analytics_directory, failed}, end; !failed && entries != end;
       entries.increment(failed))
    check_file(entries->path(), findings);
  return findings;
}

Findings check_certificates(const fs::path& analytics_directory, SystemTime now) {
  constexpr std::string_view kFix = "close what runs and start it again: a new one is made then";
  Findings findings;
  for (const analytics::OwnCertificate& own : analytics::own_certificates(analytics_directory)) {
    const std::string name = fmt::format("the certificate of {} ({})", own.whose, own.file.native());
    if (!own.expires_at)
      findings.push_back({Severity::Trouble, "certificate",
                          fmt::format("{} cannot be used: {}", name, own.expires_at.error().message),
                          std::string{kFix}});
    else if (*own.expires_at <= now)
      findings.push_back({Severity::Trouble, "certificate",
                          fmt::format("{} expired on {}: programs that use TLS to the tabs refuse it", name,
                                      format_rfc3339(*own.expires_at).substr(0, 10)),
                          std::string{kFix}});
    else if (*own.expires_at - now < kSoon)
      findings.push_back({Severity::Advice, "certificate",
                          fmt::format("{} expires on {}", name, format_rfc3339(*own.expires_at).substr(0, 10)),
                          std::string{kFix}});
  }
  return findings;
}

Findings check_runtime_directory() {
  const auto checked = check_own_directory(runtime_directory(), OthersMay::Nothing);
  if (checked || checked.error().code == ErrorCode::NotFound) return {};
  return {{Severity::Trouble, "control", "commands do not reach what runs: " + checked.error().message,
           "do that, then open windows anew"}};
}

Findings check_endpoint_ports(const fs::path& analytics_directory) {
  Findings findings;
  std::error_code failed;
  for (fs::directory_iterator entries{analytics_directory / "endpoints", failed}, end; !failed && entries != end;
       entries.increment(failed)) {
    const std::string name = entries->path().filename();
    if (!check_endpoint_name(name)) continue;
    const EndpointMemory memory = recall_endpoint(analytics_directory, name);
    const auto owner = memory.port != 0 ? owner_of_port(memory.port) : std::nullopt;
    if (!owner || owner->process == "tabacus") continue;
    findings.push_back(
        {Severity::Trouble, "port",
         fmt::format("127.0.0.1:{}, the port of endpoint {}, is taken by {}", memory.port, name, describe(owner)),
         fmt::format("end that program, or give the endpoint another: tabacus endpoint {} --port N", name)});
  }
  return findings;
}

std::string_view caller_check() {
  const UniqueFd netlink{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)};
  if (netlink) return "netlink";
  return read_file("/proc/net/tcp") ? "/proc" : "none";
}

Findings check_callers(std::string_view mode) {
  if (mode != "none") return {};
  return {{Severity::Trouble, "callers",
           "this system does not tell which user calls a port: only the secret prefix keeps other users out",
           "load the kernel module inet_diag, or mount /proc"}};
}

std::string_view agent_of(std::span<const std::string_view> words) {
  if (words.empty()) return {};
  if (const auto agent = known_agent(words[0]); !agent.empty()) return agent;
  if (!is_interpreter(words[0])) return {};
  for (const std::string_view word : words.subspan(1)) {
    if (word.starts_with('-')) continue;
    return known_agent(word);  // the script; what follows are its arguments
  }
  return {};
}

std::vector<AgentProcess> agent_processes() {
  std::vector<AgentProcess> found;
  std::error_code failed;
  for (fs::directory_iterator entries{"/proc", failed}, end; !failed && entries != end; entries.increment(failed)) {
    const auto pid = parse_int(entries->path().filename().native());
    if (!pid) continue;
    if (auto agent = agent_at(entries->path(), static_cast<pid_t>(*pid))) found.push_back(std::move(*agent));
  }
  return found;
}

Findings check_instances(std::span<const InstanceStatus> instances, std::span<const AgentProcess> agents,
                         const std::optional<std::set<std::uint16_t>>& listening) {
  Findings findings;
  for (const InstanceStatus& status : instances) {
    check_losses(status, findings);
    for (const TabStatus& tab : status.engine.tabs) check_tab(tab, agents, listening, findings);
  }
  return findings;
}

Findings check_multiplexer(const Environment& environment, std::span<const InstanceStatus> instances) {
  const std::string_view tab = value_of(environment, "TABACUS_TAB_ID");
  const bool is_inside = !value_of(environment, "TMUX").empty() || !value_of(environment, "STY").empty();
  if (!is_inside || tab.empty() || value_of(environment, "TABACUS_TAB_URL").empty()) return {};
  for (const InstanceStatus& status : instances)
    for (const TabStatus& open : status.engine.tabs)
      if (open.tab.text() == tab)
        return {
            {Severity::Advice, "multiplexer",
             fmt::format("calls of this pane are recorded for tab {}, in which the tmux or screen server was started",
                         display_safe(open.title)),
             "for one tab per pane start a server of its own in each tab: tmux -L NAME"}};
  return {{Severity::Trouble, "multiplexer",
           "the tab in which this tmux or screen server was started is closed: its port refuses this pane's calls",
           "end the server (tmux kill-server) and start it in a tab that is open"}};
}

Findings check_followers(std::span<const analytics::FollowerState> followers) {
  Findings findings;
  for (const analytics::FollowerState& follower : followers)
    if (!follower.trouble.empty())
      findings.push_back({Severity::Advice, "telemetry",
                          fmt::format("{} calls wait for {}: {}", follower.behind, follower.name, follower.trouble),
                          "they are kept until it takes them; telemetry.* of the configuration says where they go"});
  return findings;
}

Findings check_price_age(std::string_view as_of, SystemTime now) {
  if (!analytics::are_prices_old(as_of, now)) return {};
  return {{Severity::Advice, "prices", fmt::format("calls are charged by prices of {}", as_of),
           "'tabacus prices import FILE' takes a newer list; so does a newer tabacus"}};
}

}  // namespace tabacus::app
