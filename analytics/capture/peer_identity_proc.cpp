#include "analytics/capture/peer_identity_proc.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <string>
#include <vector>

#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// An end on 127.0.0.1 as /proc/net/tcp writes it: the address as words of memory, "0100007F:1F90".
std::string loopback_end(std::uint16_t port) { return fmt::format("{:08X}:{:04X}", htonl(INADDR_LOOPBACK), port); }

/// As /proc/net/tcp6 writes it: ::ffff:127.0.0.1.
std::string mapped_loopback_end(std::uint16_t port) {
  return fmt::format("{:016X}{:08X}{}", 0, htonl(0xFFFF), loopback_end(port));
}

bool is_end(std::string_view word, std::uint16_t port) {
  return word == loopback_end(port) || word == mapped_loopback_end(port);
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(line, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

}  // namespace

Result<PeerSocket> look_up_in_proc(LoopbackPair pair) {
  bool can_tell = false;
  for (const char* file : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    const auto table = read_file(file);
    if (!table) continue;
    can_tell = true;
    auto found = find_in_proc_table(*table, pair);
    if (found) return found;
  }
  if (can_tell) return fail(ErrorCode::NotFound, "no such connection in /proc/net/tcp");
  return fail(ErrorCode::Unsupported, "neither sock_diag nor /proc/net/tcp can be read");
}

Result<PeerSocket> find_in_proc_table(std::string_view table, LoopbackPair pair) {
  // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ...
  constexpr std::size_t kLocal = 1, kRemote = 2, kUid = 7, kInode = 9;
  for (const std::string_view line : split(table, '\n')) {
    const auto words = words_of(line);
    if (words.size() <= kInode) continue;
    if (!is_end(words[kLocal], pair.peer_port) || !is_end(words[kRemote], pair.our_port)) continue;
    const auto uid = parse_int(words[kUid]);
    const auto inode = parse_int(words[kInode]);
    if (uid && inode) return PeerSocket{static_cast<std::uint32_t>(*uid), static_cast<std::uint64_t>(*inode)};
  }
  return fail(ErrorCode::NotFound, "no such connection");
}

}  // namespace tabacus::analytics
