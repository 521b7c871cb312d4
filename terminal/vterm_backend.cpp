#include "terminal/vterm_backend.hpp"

#include <fmt/format.h>
#include <vterm.h>

#include <algorithm>
#include <memory>

namespace tabacus::terminal {
namespace {

constexpr int kColumns = 80;

/// One libvterm for one question. They are rare, so nothing is kept in step.
class Session {
 public:
  explicit Session(int rows) : vterm_{vterm_new(rows, kColumns)} {
    vterm_set_utf8(vterm_.get(), 1);
    vterm_output_set_callback(vterm_.get(), &Session::on_output, this);
    VTermState* const state = vterm_obtain_state(vterm_.get());
    vterm_state_set_callbacks(state, &kCallbacks, this);
    vterm_state_reset(state, 1);
  }

  void write(std::string_view bytes) { vterm_input_write(vterm_.get(), bytes.data(), bytes.size()); }
  [[nodiscard]] const std::string& output() const { return output_; }

 private:
  struct Free {
    void operator()(VTerm* vterm) const { vterm_free(vterm); }
  };

  static void on_output(const char* bytes, std::size_t size, void* self) {
    static_cast<Session*>(self)->output_.append(bytes, size);
  }
  // libvterm calls a missing moverect or erase when it scrolls.
  static int on_scroll(VTermRect, int, int, void*) { return 1; }
  static int on_move(VTermRect, VTermRect, void*) { return 1; }
  static int on_erase(VTermRect, int, void*) { return 1; }
  static constexpr VTermStateCallbacks make_callbacks() {
    VTermStateCallbacks callbacks{};
    callbacks.scrollrect = &Session::on_scroll;
    callbacks.moverect = &Session::on_move;
    callbacks.erase = &Session::on_erase;
    return callbacks;
  }
  static const VTermStateCallbacks kCallbacks;

  std::unique_ptr<VTerm, Free> vterm_;
  std::string output_;
};

const VTermStateCallbacks Session::kCallbacks = Session::make_callbacks();

}  // namespace

std::optional<std::string> request_vterm_status(std::string_view request, const StatusState& state) {
  if (request != "r" && request != " q" && request != "\"q") return std::nullopt;
  Session session{std::max(state.rows, 2)};
  session.write(fmt::format("\x1B[{};{}r\x1B[{} q\x1BP$q{}\x1B\\", state.top_margin + 1, state.bottom_margin + 1,
                            state.cursor_style, request));
  if (session.output().empty()) return std::nullopt;
  return session.output();
}

}  // namespace tabacus::terminal
