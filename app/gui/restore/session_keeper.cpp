#include "app/gui/restore/session_keeper.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <utility>

#include "base/log.hpp"
#include "base/paths.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"session"};
constexpr std::size_t kMostBytes = 4 * 1024 * 1024;
/// Tabs change their directory with each "cd": a crash may cost that much.
constexpr std::chrono::seconds kPause{3};

}  // namespace

Result<std::unique_ptr<SessionKeeper>> SessionKeeper::open(const std::filesystem::path& directory) {
  if (auto made = make_private_directory(directory); !made) return fail(made.error(), "keep the session");
  const std::filesystem::path lock_file = directory / "session.lock";
  UniqueFd lock{::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!lock) return fail_errno("open", lock_file.native());
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return nullptr;
    return fail_errno("lock", lock_file.native());
  }
  return std::unique_ptr<SessionKeeper>{new SessionKeeper{directory / "session.json", std::move(lock)}};
}

SessionKeeper::Loaded SessionKeeper::load() {
  std::error_code ignored;
  if (!std::filesystem::exists(file_, ignored)) return {};
  auto text = read_regular_file(file_, kMostBytes);
  auto session = text ? parse_session(*text) : Result<SavedSession>{fail(text.error())};
  if (session) {
    written_ = std::move(*text);
    return {std::move(*session)};
  }
  const std::filesystem::path aside = file_.native() + ".unusable";
  std::filesystem::rename(file_, aside, ignored);
  return {{},
          fmt::format("tabs are not restored from {}: {}; it lies beside as {}", file_.native(),
                      session.error().message, aside.filename().native())};
}

void SessionKeeper::note_change(SteadyTime now) {
  if (!due_) due_ = now + kPause;
}

void SessionKeeper::save(const SavedSession& session) {
  due_.reset();
  if (session.windows.empty()) {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
    written_.clear();
    return;
  }
  std::string text = to_json(session);
  if (text == written_) return;
  if (const auto done = write_private_file(file_, text); !done) {
    if (!std::exchange(has_failed_, true)) log::warn(kLog, "the session is not kept: {}", done.error().message);
    return;
  }
  has_failed_ = false;
  written_ = std::move(text);
}

}  // namespace tabacus::app
