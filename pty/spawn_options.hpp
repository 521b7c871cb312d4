// What to start behind a pseudo terminal. Values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tabacus::pty {

struct EnvVar {
  std::string name;
  std::string value;
  friend bool operator==(const EnvVar&, const EnvVar&) = default;
};

/// In cells, and in pixels where the renderer knows them (0: unknown), as TIOCSWINSZ wants them.
struct WindowSize {
  std::uint16_t columns = 80;
  std::uint16_t rows = 24;
  std::uint16_t width_px = 0;
  std::uint16_t height_px = 0;
  friend bool operator==(const WindowSize&, const WindowSize&) = default;
};

struct SpawnOptions {
  std::string program;                 ///< a path, or a name to look for in our own PATH
  std::vector<std::string> arguments;  ///< argv, argv[0] included: "-bash" makes a login shell
  std::string working_directory;       ///< empty: ours
  WindowSize size;
  std::vector<EnvVar> environment;  ///< the whole environment of the child
};

}  // namespace tabacus::pty
