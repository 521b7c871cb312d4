// What the terminal asks of the world. Called on the thread that feeds it, while the tab's lock is held: copy and
// return. Text comes from programs and is hostile: already bounded here, made display-safe by who shows it.
#pragma once

#include <string_view>

#include "terminal/notification.hpp"

namespace tabacus::terminal {

class Host {
 public:
  virtual ~Host() = default;
  /// Bytes for the program on the other end of the PTY, in order.
  virtual void reply(std::string_view bytes) = 0;
  virtual void title_changed(std::string_view title) = 0;
  virtual void bell() = 0;
  /// OSC 52 write, decoded.
  virtual void copy_to_clipboard(std::string_view text) = 0;
  /// OSC 7: an absolute path on this host.
  virtual void working_directory_changed(std::string_view path) = 0;

  // What not every host shows.

  /// OSC 52 read, where TerminalOptions lets programs ask. With the user's consent Terminal::encode_clipboard goes to
  /// the program later; without it nothing does.
  virtual void clipboard_wanted() {}

  /// OSC 9, 99, 777. As often as a program likes: who shows them limits them.
  virtual void notified(const Notification&) {}
  /// Terminal::progress() tells what to.
  virtual void progress_changed() {}
  /// OSC 7501: Terminal::program_status() tells what to.
  virtual void program_status_changed() {}
  /// OSC 133: the shell shows its prompt.
  virtual void prompt_returned() {}
  /// OSC 133: the shell runs what was typed, until command_ended.
  virtual void command_began() {}
  /// Terminal::last_exit_status() tells how, where the shell did.
  virtual void command_ended() {}
};

}  // namespace tabacus::terminal
