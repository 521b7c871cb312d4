// How long what is stored is kept. Values.
#pragma once

#include <cstdint>

namespace tabacus::analytics {

/// Days; 0 keeps for ever.
struct Retention {
  std::int64_t calls = 400;     ///< with the sums by quarter of an hour; those by day and of tabs, sessions ... stay
  std::int64_t raw_usage = 90;  ///< the providers' usage objects
  std::int64_t limits = 30;
  std::int64_t tunnels = 90;
};

/// Of bodies: whichever is reached first; 0: without end.
struct BodyRetention {
  std::int64_t days = 7;
  std::int64_t mebibytes = 1024;
};

}  // namespace tabacus::analytics
