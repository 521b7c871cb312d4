// tabacus replay: a recording of terminal output to the screen it leaves.
#include <ostream>

#include "app/cli/arguments.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "terminal/replay.hpp"

namespace tabacus::app {

extern const Command kReplay;

namespace {

constexpr std::int64_t kLargestSide = 4096;

/// "1200:100x30": after 1,200 bytes the window has 100 columns and 30 rows.
Result<terminal::ReplayResize> parse_resize(const std::string& text) {
  const auto colon = text.find(':');
  const auto cross = text.find('x', colon == std::string::npos ? 0 : colon);
  if (colon != std::string::npos && cross != std::string::npos) {
    const std::string_view view{text};
    const auto offset = parse_int(view.substr(0, colon));
    const auto columns = parse_int(view.substr(colon + 1, cross - colon - 1));
    const auto rows = parse_int(view.substr(cross + 1));
    if (offset && columns && rows && *offset >= 0 && *columns >= 0 && *columns <= kLargestSide && *rows >= 0 &&
        *rows <= kLargestSide)
      return terminal::ReplayResize{.offset = static_cast<std::size_t>(*offset),
                                    .size = {.columns = static_cast<int>(*columns), .rows = static_cast<int>(*rows)}};
  }
  return fail(ErrorCode::InvalidInput, fmt::format("--resize takes OFFSET:COLSxROWS, not '{}'", text));
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::int64_t columns = 80;
  std::int64_t rows = 24;
  std::int64_t scrollback = 10'000;
  std::vector<std::string> resizes;
  std::string file;
  bool answers_checksums = false;
  ArgumentParser parser{kReplay};
  parser.integer("--cols", 1, kLargestSide, columns, "width in cells (80)")
      .integer("--rows", 1, kLargestSide, rows, "height in cells (24)")
      .integer("--scrollback", 0, 1'000'000, scrollback, "lines kept above the screen (10000)")
      .texts("--resize", "OFFSET:COLSxROWS", resizes, "change the size when so many bytes were read")
      .flag("--enable-checksum", answers_checksums, "answer DECRQCRA, which shows the screen to programs")
      .positional("FILE", file, "the bytes a program wrote to its terminal");
  if (const auto code = parser.parse(context, arguments)) return *code;
  terminal::ReplayOptions options{
      .size = {.columns = static_cast<int>(columns), .rows = static_cast<int>(rows)},
      .scrollback_lines = static_cast<int>(scrollback),
      .answers_checksums = answers_checksums,
      .resizes = {},
  };
  for (const std::string& text : resizes) {
    const auto resize = parse_resize(text);
    if (!resize) return fail(resize.error());
    options.resizes.push_back(*resize);
  }
  const auto bytes = read_file(file);
  if (!bytes) return fail(bytes.error());
  const auto screen = terminal::replay_json(options, *bytes);
  if (!screen) return fail(screen.error());
  context.out << *screen << '\n';
  return kExitOk;
}

}  // namespace

const Command kReplay{.name = "replay", .summary = "Print the screen that a recording leaves, as JSON", .run = run};

}  // namespace tabacus::app
