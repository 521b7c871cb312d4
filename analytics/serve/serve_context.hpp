// What questions are answered with.
#pragma once

#include "analytics/api/serve.hpp"
#include "analytics/serve/store_window.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics::serve {

/// One thread.
struct ServeContext {
  StoreWindow& store;
  const ServeOptions& options;
  const Clock& clock;
};

}  // namespace tabacus::analytics::serve
