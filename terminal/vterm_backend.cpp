#include "terminal/vterm_backend.hpp"

#include <fmt/format.h>
#include <vterm.h>

#include <algorithm>
#include <vector>

namespace tabacus::terminal {
namespace {

constexpr int kColumns = 100;  // a character set of 95 glyphs fits into one row

}  // namespace

/// One libvterm for one question. Both are rare (a character set is asked for once), so nothing is kept in step.
class VtermBackend::Session {
 public:
  explicit Session(int rows) : vterm_{vterm_new(rows, kColumns)} {
    vterm_set_utf8(vterm_.get(), 1);
    vterm_output_set_callback(vterm_.get(), &Session::on_output, this);
    VTermState* const state = vterm_obtain_state(vterm_.get());
    vterm_state_set_callbacks(state, &kCallbacks, this);
    vterm_state_reset(state, 1);
  }

  void write(std::string_view bytes) { vterm_input_write(vterm_.get(), bytes.data(), bytes.size()); }
  [[nodiscard]] const std::vector<char32_t>& glyphs() const { return glyphs_; }
  [[nodiscard]] const std::string& output() const { return output_; }

 private:
  struct Free {
    void operator()(VTerm* vterm) const { vterm_free(vterm); }
  };

  static void on_output(const char* bytes, std::size_t size, void* self) {
    static_cast<Session*>(self)->output_.append(bytes, size);
  }
  static int on_glyph(VTermGlyphInfo* glyph, VTermPos, void* self) {
    static_cast<Session*>(self)->glyphs_.push_back(glyph->chars[0]);
    return 1;
  }
  // libvterm calls a missing moverect or erase when it scrolls.
  static int on_scroll(VTermRect, int, int, void*) { return 1; }
  static int on_move(VTermRect, VTermRect, void*) { return 1; }
  static int on_erase(VTermRect, int, void*) { return 1; }
  static constexpr VTermStateCallbacks make_callbacks() {
    VTermStateCallbacks callbacks{};
    callbacks.putglyph = &Session::on_glyph;
    callbacks.scrollrect = &Session::on_scroll;
    callbacks.moverect = &Session::on_move;
    callbacks.erase = &Session::on_erase;
    return callbacks;
  }
  static const VTermStateCallbacks kCallbacks;

  std::unique_ptr<VTerm, Free> vterm_;
  std::string output_;
  std::vector<char32_t> glyphs_;
};

const VTermStateCallbacks VtermBackend::Session::kCallbacks = VtermBackend::Session::make_callbacks();

VtermBackend::VtermBackend() = default;
VtermBackend::~VtermBackend() = default;

const CharsetTable* VtermBackend::charset(char designator) {
  if (designator != '0' && designator != 'A') return nullptr;
  std::unique_ptr<CharsetTable>& table = charsets_[static_cast<std::size_t>(designator)];
  if (table) return table.get();

  Session session{2};
  std::string bytes{"\x1B("};
  bytes += designator;
  for (char c = 0x20; c < 0x7F; ++c) bytes += c;
  session.write(bytes);
  table = std::make_unique<CharsetTable>();
  for (std::size_t i = 0; i < table->size(); ++i) (*table)[i] = static_cast<char32_t>(0x20 + i);
  const std::size_t known = std::min(session.glyphs().size(), table->size());
  std::copy_n(session.glyphs().begin(), known, table->begin());
  // libvterm takes slanted signs, which few fonts have; DEC's and xterm's are the plain ones.
  std::ranges::replace(*table, U'\u2A7D', U'\u2264');
  std::ranges::replace(*table, U'\u2A7E', U'\u2265');
  return table.get();
}

std::optional<std::string> VtermBackend::request_status(std::string_view request, const StatusState& state) {
  if (request != "r" && request != " q" && request != "\"q") return std::nullopt;
  Session session{std::max(state.rows, 2)};
  session.write(fmt::format("\x1B[{};{}r\x1B[{} q\x1BP$q{}\x1B\\", state.top_margin + 1, state.bottom_margin + 1,
                            state.cursor_style, request));
  if (session.output().empty()) return std::nullopt;
  return session.output();
}

}  // namespace tabacus::terminal
