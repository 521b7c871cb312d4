// The hand-over to libvterm's State, which answers requests for settings (DECRQSS). What goes in is composed here
// from checked values, complete and bounded; a program's bytes never reach it (VTerm writes out of bounds on a CSI with
// more than 16 parameters). Builds with libvterm 0.1.4 and 0.3. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tabacus::terminal {

/// What a status request may ask after.
struct StatusState {
  int rows = 24;
  int top_margin = 0;  ///< 0-based, both included
  int bottom_margin = 23;
  int cursor_style = 1;  ///< as in DECSCUSR: 1 to 6
};

/// The reply to DECRQSS for `request` ("r", " q", "\"q"), complete with DCS and ST; empty when it is not on the list.
[[nodiscard]] std::optional<std::string> request_vterm_status(std::string_view request, const StatusState& state);

}  // namespace tabacus::terminal
