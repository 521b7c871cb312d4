#include "base/port_owner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <vector>

#include "base/paths.hpp"
#include "base/processes.hpp"
#include "base/text.hpp"

namespace tabacus {
namespace {

namespace fs = std::filesystem;

constexpr std::array kTables{"/proc/net/tcp", "/proc/net/tcp6"};

/// 127.0.0.1 and 0.0.0.0, ::1 and ::, ::ffff:127.0.0.1 and ::ffff:0.0.0.0 as the tables write them.
constexpr std::array<std::string_view, 6> kReachable{"0100007F",
                                                     "00000000",
                                                     "00000000000000000000000001000000",
                                                     "00000000000000000000000000000000",
                                                     "0000000000000000FFFF00000100007F",
                                                     "0000000000000000FFFF000000000000"};

template <typename Number>
std::optional<Number> parse(std::string_view text, int base) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(line, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

template <typename Visit>
bool visit_listeners(Visit visit) {
  bool any_table = false;
  for (const char* name : kTables) {
    const auto table = read_file(name);
    if (!table) continue;
    any_table = true;
    for (const std::string_view line : split(*table, '\n'))
      if (const auto socket = parse_listening_socket(line)) visit(*socket);
  }
  return any_table;
}

void find_process(PortOwner& owner, std::uint64_t inode) {
  std::error_code failed;
  for (fs::directory_iterator entries{"/proc", failed}, end; !failed && entries != end; entries.increment(failed)) {
    const auto pid = parse_int(entries->path().filename().native());
    if (!pid || !holds_socket(static_cast<pid_t>(*pid), inode)) continue;
    owner.pid = static_cast<pid_t>(*pid);
    owner.process = process_name(*owner.pid);
    return;
  }
}

}  // namespace

std::optional<ListeningSocket> parse_listening_socket(std::string_view line) {
  // "0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 12345 ...": state 0A listens.
  constexpr std::size_t kLocal = 1;
  constexpr std::size_t kState = 3;
  constexpr std::size_t kUid = 7;
  constexpr std::size_t kInode = 9;
  const auto words = words_of(line);
  if (words.size() <= kInode || words[kState] != "0A") return std::nullopt;
  const std::size_t colon = words[kLocal].find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view address = words[kLocal].substr(0, colon);
  if (std::find(kReachable.begin(), kReachable.end(), address) == kReachable.end()) return std::nullopt;
  const auto port = parse<std::uint16_t>(words[kLocal].substr(colon + 1), 16);
  const auto uid = parse<uid_t>(words[kUid], 10);
  const auto inode = parse<std::uint64_t>(words[kInode], 10);
  if (!port || !uid || !inode) return std::nullopt;
  return ListeningSocket{*port, *uid, *inode};
}

std::optional<PortOwner> owner_of_port(std::uint16_t port) {
  std::optional<ListeningSocket> found;
  visit_listeners([&](const ListeningSocket& socket) {
    if (socket.port == port) found = socket;
  });
  if (!found) return std::nullopt;
  PortOwner owner{found->uid, std::nullopt, {}};
  find_process(owner, found->inode);
  return owner;
}

std::string describe(const std::optional<PortOwner>& owner) {
  if (!owner) return "another process";
  if (!owner->pid) return fmt::format("a process of user {}", owner->uid);
  return fmt::format("{} (process {})", owner->process.empty() ? "a program" : owner->process, *owner->pid);
}

std::optional<std::set<std::uint16_t>> listening_ports() {
  std::set<std::uint16_t> ports;
  const bool told = visit_listeners([&](const ListeningSocket& socket) { ports.insert(socket.port); });
  return told ? std::optional{ports} : std::nullopt;
}

}  // namespace tabacus
