// What goes through libvterm and that nothing else does: its one entrance for bytes is stood in front of by a function
// of the same name, which writes down what comes and passes it on.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <vterm.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <regex>
#include <set>
#include <string>

#include "tests/support/terminal_probe.hpp"

namespace {

std::set<std::string>* came = nullptr;  // written down while a test wants it

}  // namespace

extern "C" std::size_t vterm_input_write(VTerm* vterm, const char* bytes, std::size_t size) {
  using Write = std::size_t (*)(VTerm*, const char*, std::size_t);
  static const auto pass_on = reinterpret_cast<Write>(::dlsym(RTLD_NEXT, "vterm_input_write"));
  if (came != nullptr) came->emplace(bytes, size);
  return pass_on(vterm, bytes, size);
}

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

class LibvtermBoundary : public ::testing::Test {
 protected:
  LibvtermBoundary() { came = &seen_; }
  ~LibvtermBoundary() override { came = nullptr; }

  std::set<std::string> seen_;
};

TEST_F(LibvtermBoundary, AStatusRequestCrosses) {
  Probe probe{{40, 10}};
  probe.feed("\x1B(0q\x1B(A#\x1B[3;7r\x1B[4 q\x1BP$qr\x1B\\\x1BP$q q\x1B\\");
  EXPECT_EQ(seen_, (std::set<std::string>{"\x1B[3;7r\x1B[4 q\x1BP$qr\x1B\\", "\x1B[3;7r\x1B[4 q\x1BP$q q\x1B\\"}));
}

/// Any bytes, with much of what begins a sequence.
std::string noise(std::size_t size) {
  constexpr std::string_view kStarts[] = {"\x1B[", "\x1B]", "\x1BP$q", "\x1B(", "\x1B[?", "\x1B\\", "\x9B",
                                          "0",     "r",     " q",      "\"q",   ";",      "1"};
  std::mt19937 dice{20261121};  // NOLINT: the same noise each time
  std::string bytes;
  while (bytes.size() < size) {
    if (dice() % 2 == 0)
      bytes += kStarts[dice() % std::size(kStarts)];
    else
      bytes += static_cast<char>(dice());
  }
  return bytes;
}

TEST_F(LibvtermBoundary, NothingElseCrosses) {
  namespace fs = std::filesystem;
  std::size_t files = 0;
  for (const char* directory : {"tests/fixtures/vt", "tests/fixtures/vt_recordings", "tests/fuzz/corpus/vt"})
    for (const auto& entry : fs::recursive_directory_iterator{fs::path{TABACUS_SOURCE_DIR} / directory}) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file{entry.path(), std::ios::binary};
      Probe probe{{80, 24}};
      probe.feed(std::string{std::istreambuf_iterator<char>{file}, {}});
      ++files;
    }
  EXPECT_GT(files, 10U);
  Probe probe{{80, 24}};
  probe.feed(noise(2'000'000));
  const std::regex status{"\x1B\\[[0-9]{1,5};[0-9]{1,5}r\x1B\\[[0-6] q\x1BP\\$q(r| q|\"q)\x1B\\\\"};
  for (const std::string& bytes : seen_)
    EXPECT_TRUE(std::regex_match(bytes, status)) << ::testing::PrintToString(bytes);
  EXPECT_FALSE(seen_.empty()) << "the noise asks for some";
}

}  // namespace
}  // namespace tabacus::terminal
