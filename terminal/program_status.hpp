// What programs say of themselves by OSC 7501 (revision 0.2): working, blocked on a question, done. Records live under
// a path of ids ("" is the program itself, "main/3" a part of it). Text is a program's: hostile, already bounded, made
// display-safe here. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tabacus::terminal {

enum class ProgramState : std::uint8_t { Idle, Working, Done, Blocked, Error };
/// What a blocked program waits for.
enum class BlockedOn : std::uint8_t { Unsaid, Permission, Question, Authentication };

struct ProgramStatus {
  std::string id;
  ProgramState state = ProgramState::Idle;
  BlockedOn blocked_on = BlockedOn::Unsaid;
  std::optional<int> percent;  ///< 0 to 100
  std::string app;
  std::string title;
  std::string message;
  friend bool operator==(const ProgramStatus&, const ProgramStatus&) = default;
};

class ProgramStatusTable {
 public:
  static constexpr std::size_t kMaxReportBytes = 4096;
  static constexpr std::size_t kMaxRecords = 256;  ///< the one reported longest ago goes first

  /// Takes "key=value:key=value...". False when nothing changed: the report was ill-formed, over a limit or said
  /// nothing new.
  bool report(std::string_view pairs);
  /// The shell is back, or the process ended: nobody works or waits any more. Done and error stay. True on a change.
  bool programs_ended();
  void clear() { records_.clear(); }

  /// In the order of their last report, the newest last.
  [[nodiscard]] std::span<const ProgramStatus> records() const { return records_; }
  /// The record that a tab shows: blocked before error, working, done and idle; of equals the newest.
  [[nodiscard]] const ProgramStatus* most_urgent() const;

 private:
  bool clear_under(std::string_view id);
  [[nodiscard]] std::string inherited_app(std::string_view id) const;

  std::vector<ProgramStatus> records_;
};

}  // namespace tabacus::terminal
