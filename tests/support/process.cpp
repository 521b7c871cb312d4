#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace tabacus::testing {
namespace {

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
  return {UniqueFd{ends[0]}, UniqueFd{ends[1]}};
}

bool read_some(int fd, std::string& into) {
  char chunk[4096];
  const ssize_t got = ::read(fd, chunk, sizeof chunk);
  if (got > 0) into.append(chunk, static_cast<std::size_t>(got));
  return got > 0;
}

}  // namespace

Process::Process(const std::vector<std::string>& command,
                 const std::vector<std::pair<std::string, std::string>>& environment) {
  std::vector<std::string> texts;
  for (char** entry = environ; *entry != nullptr; ++entry) texts.emplace_back(*entry);
  for (const auto& [name, value] : environment) {
    std::erase_if(texts, [&prefix = name](const std::string& text) { return text.starts_with(prefix + '='); });
    texts.push_back(name + '=' + value);
  }
  std::vector<char*> variables;
  for (std::string& text : texts) variables.push_back(text.data());
  variables.push_back(nullptr);
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  Pipe out = make_pipe();
  Pipe err = make_pipe();
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, out.write_end.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err.write_end.get(), STDERR_FILENO);
  if (::posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), variables.data()) != 0) {
    std::fprintf(stderr, "%s cannot be started\n", arguments[0]);
    std::abort();
  }
  ::posix_spawn_file_actions_destroy(&actions);
  out_end_ = std::move(out.read_end);
  err_end_ = std::move(err.read_end);
}

Process::~Process() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Process::signal(int number) const { ::kill(pid_, number); }

std::string Process::read_line() {
  std::size_t end = out_.find('\n');
  while (end == std::string::npos && read_some(out_end_.get(), out_)) end = out_.find('\n');
  const std::string line = out_.substr(0, end);
  out_.erase(0, end == std::string::npos ? end : end + 1);
  return line;
}

int Process::wait() {
  bool out_open = true;
  bool err_open = true;
  while (out_open || err_open) {
    pollfd ends[2] = {{.fd = out_open ? out_end_.get() : -1, .events = POLLIN, .revents = 0},
                      {.fd = err_open ? err_end_.get() : -1, .events = POLLIN, .revents = 0}};
    ::poll(ends, 2, -1);
    if (ends[0].revents != 0) out_open = read_some(out_end_.get(), out_);
    if (ends[1].revents != 0) err_open = read_some(err_end_.get(), err_);
  }
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace tabacus::testing
