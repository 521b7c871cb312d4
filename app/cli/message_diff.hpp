// Differences of two conversations, as people read them. Pure but for the stream.
#pragma once

#include <iosfwd>
#include <vector>

#include "analytics/api/diff.hpp"
#include "app/cli/text_table.hpp"

namespace tabacus::app {

/// "~ message 3 (user)" and beneath it the text with [-removed-] and {+added+} letters; long equal parts are left out.
void print_changes(std::ostream& out, const std::vector<analytics::PartChange>& changes, Paint paint);

}  // namespace tabacus::app
