// The per-tab meter in a corner of the grid: where it stands and how it looks. It never covers the cursor's row. Pure.
#pragma once

#include <optional>

#include "render/overlay/model.hpp"
#include "render/scene.hpp"

namespace tabacus::render {

/// The panel's rectangle; nothing when the grid has no room for it. `frame` may be null.
[[nodiscard]] std::optional<Rect> overlay_rect(const OverlayModel& model, const terminal::Frame* frame,
                                               const SceneStyle& style);

void build_overlay(const OverlayModel& model, const SceneStyle& style, Rect rect, DrawList& out);

}  // namespace tabacus::render
