// A program run as a child: its words, its extra environment, what it printed, how it ended.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "base/unique_fd.hpp"

namespace tabacus::testing {

class Process {
 public:
  /// Aborts the test program when it cannot be started. Standard output and error are pipes of ours.
  explicit Process(const std::vector<std::string>& command,
                   const std::vector<std::pair<std::string, std::string>>& environment = {});
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  ///< kills it if it still runs

  [[nodiscard]] pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// The next line of its standard output, without '\n'; what there is at the end of it.
  [[nodiscard]] std::string read_line();
  /// Reads both outputs to their end and waits. The exit code, or 128 and the signal's number.
  [[nodiscard]] int wait();
  [[nodiscard]] const std::string& out() const { return out_; }  ///< after wait(): what read_line did not take
  [[nodiscard]] const std::string& err() const { return err_; }  ///< after wait()

 private:
  UniqueFd out_end_;
  UniqueFd err_end_;
  pid_t pid_ = -1;
  std::string out_;
  std::string err_;
};

}  // namespace tabacus::testing
