// Any bytes into a terminal: no crash, and three things that must hold whatever they are: the pieces they come in make
// no difference, a frame that followed by damage equals a fresh one, and no cell is half of a wide character.
// Input: columns, rows, size of a piece, then the stream; in its middle the size changes.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "terminal/screen.hpp"
#include "terminal/terminal.hpp"

namespace {

using namespace tabacus::terminal;

class Collector : public Host {
 public:
  void reply(std::string_view bytes) override { replies.append(bytes); }
  void title_changed(std::string_view) override {}
  void bell() override {}
  void copy_to_clipboard(std::string_view) override {}
  void working_directory_changed(std::string_view) override {}

  std::string replies;
};

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "fuzz_vt: %s\n", what);
  std::abort();
}

TerminalOptions small_history() {
  TerminalOptions options;
  options.scrollback_lines = 50;
  return options;
}

/// One terminal, its frame kept up to date after every piece.
struct Watched {
  explicit Watched(Size size) : terminal{size, host, small_history()} {}

  void feed(std::string_view bytes, std::size_t piece) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
      terminal.feed(bytes.substr(0, piece));
      terminal.copy_to(frame);
    }
  }

  Collector host;
  Terminal terminal;
  Frame frame;
};

void check_widths(const Frame& frame) {
  for (int row = 0; row < frame.rows; ++row) {
    const auto cells = frame.row(row);
    for (std::size_t column = 0; column < cells.size(); ++column) {
      const bool follows_wide = column > 0 && cells[column - 1].width == 2;
      require((cells[column].width == 0) == follows_wide,
              "a spacer stands behind every wide character, and only there");
    }
    require(cells.back().width != 2, "a wide character does not start in the last column");
  }
}

void check_same(const Frame& a, const Frame& b, const char* what) {
  require(a.columns == b.columns && a.rows == b.rows, what);
  for (std::size_t i = 0; i < a.cells.size(); ++i) {
    const Cell& x = a.cells[i];
    const Cell& y = b.cells[i];
    const bool same_text =
        x.is_cluster() == y.is_cluster() &&
        (x.is_cluster() ? a.clusters[x.cluster_index()] == b.clusters[y.cluster_index()] : x.text == y.text);
    require(same_text && x.width == y.width && style_of(x, a.extras) == style_of(y, b.extras), what);
  }
  require(a.cursor.row == b.cursor.row && a.cursor.column == b.cursor.column, what);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 3) return 0;
  const Size first{2 + bytes[0] % 40, 1 + bytes[1] % 20};
  const Size second{2 + bytes[1] % 40, 1 + bytes[0] % 20};
  const std::size_t piece = 1 + bytes[2] % 32;
  const std::string_view stream{reinterpret_cast<const char*>(bytes) + 3, size - 3};
  const std::size_t half = stream.size() / 2;

  Watched pieces{first};
  pieces.feed(stream.substr(0, half), piece);
  pieces.terminal.resize(second);
  pieces.feed(stream.substr(half), piece);
  pieces.terminal.copy_to(pieces.frame);

  Watched whole{first};
  whole.terminal.feed(stream.substr(0, half));
  whole.terminal.resize(second);
  whole.terminal.feed(stream.substr(half));
  whole.terminal.copy_to(whole.frame);

  check_same(pieces.frame, whole.frame, "the same screen, cut or whole, by damage or afresh");
  require(pieces.host.replies == whole.host.replies, "the same replies, cut or whole");
  check_widths(whole.frame);
  return 0;
}
