// How much of a processor's time a thread has had: what work costs, however long it waited for its turn.
#pragma once

#include "base/clock.hpp"

namespace tabacus {

/// Of the calling thread, since it began.
[[nodiscard]] Nanoseconds thread_cpu_time();

}  // namespace tabacus
