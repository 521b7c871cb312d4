// Broken invariants end the program with a sentence. On in every build; keep it out of per-cell loops.
#pragma once

#include <cstdio>
#include <cstdlib>

#define TABACUS_ASSERT(condition, why)                                                                 \
  do {                                                                                                 \
    if (!(condition)) {                                                                                \
      std::fprintf(stderr, "%s:%d: broken invariant: %s (%s)\n", __FILE__, __LINE__, why, #condition); \
      std::abort();                                                                                    \
    }                                                                                                  \
  } while (false)
