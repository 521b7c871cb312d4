#include "app/cli/log_lines.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::app {
namespace {

/// A line longer than that is cut: the log's own are not.
constexpr std::size_t kMaxLineBytes = 64 * 1024;

std::string_view word_at(std::string_view line, int index) {
  for (; index > 0 && !line.empty(); --index) {
    const std::size_t space = line.find(' ');
    line = space == std::string_view::npos ? std::string_view{} : line.substr(space + 1);
  }
  return line.substr(0, line.find(' '));
}

/// The value of "name=value" among the line's words.
std::string_view value_of(std::string_view line, std::string_view name) {
  for (const std::string_view word : split(line, ' '))
    if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=')
      return word.substr(name.size() + 1);
  return {};
}

bool is_of_call(std::string_view line, std::int64_t call) {
  constexpr int kLaneBits = 3;
  const auto number = parse_int(value_of(line, "call"));
  return number && (*number >> kLaneBits) == (call >> kLaneBits);
}

std::filesystem::path earlier(std::filesystem::path file) { return file += ".1"; }

}  // namespace

bool is_wanted(std::string_view line, const LogFilter& filter) {
  const auto level = log::level_of(word_at(line, 1));
  if (level && *level > filter.most) return false;
  if (!filter.tab.empty() && !value_of(line, "tab").starts_with(filter.tab)) return false;
  return !filter.call || is_of_call(line, *filter.call);
}

Result<std::vector<std::string>> last_lines(const std::filesystem::path& file, const LogFilter& filter,
                                            std::size_t count) {
  const auto before = read_file(earlier(file));
  const auto present = read_file(file);
  if (!before && !present) return fail(present.error());
  std::vector<std::string> lines;
  for (const auto* text : {&before, &present}) {
    if (!*text) continue;
    for (const std::string_view line : split(**text, '\n'))
      if (!line.empty() && is_wanted(line, filter)) lines.emplace_back(line.substr(0, kMaxLineBytes));
  }
  if (lines.size() > count) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
  return lines;
}

LogFollower::LogFollower(std::filesystem::path file) : file_{std::move(file)} {
  open();
  if (fd_) ::lseek(fd_.get(), 0, SEEK_END);
}

void LogFollower::open() { fd_.reset(::open(file_.c_str(), O_RDONLY | O_CLOEXEC)); }

bool LogFollower::was_turned() const {
  struct stat named {};
  struct stat open_file {};
  if (::stat(file_.c_str(), &named) != 0) return false;
  return !fd_ || ::fstat(fd_.get(), &open_file) != 0 || named.st_ino != open_file.st_ino ||
         named.st_dev != open_file.st_dev;
}

void LogFollower::read_on(std::vector<std::string>& lines) {
  std::array<char, 16 * 1024> chunk;
  for (;;) {
    const ssize_t got = fd_ ? ::read(fd_.get(), chunk.data(), chunk.size()) : 0;
    if (got <= 0) return;
    for (const char c : std::string_view{chunk.data(), static_cast<std::size_t>(got)}) {
      if (c != '\n') {
        if (partial_.size() < kMaxLineBytes) partial_ += c;
        continue;
      }
      lines.push_back(std::move(partial_));
      partial_.clear();
    }
  }
}

std::vector<std::string> LogFollower::take() {
  std::vector<std::string> lines;
  // Looked at before the last read of the old file: what is written into it after that is by a process that has not
  // noticed yet, and at most a line.
  const bool turned = was_turned();
  read_on(lines);
  if (turned) {
    open();
    read_on(lines);
  }
  return lines;
}

}  // namespace tabacus::app
