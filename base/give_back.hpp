// Giving the memory of a text back, which assigning an empty one does not. Pure.
#pragma once

#include <string>

namespace tabacus {

/// Empties it, and keeps no capacity.
inline void give_back(std::string& text) { std::string{}.swap(text); }

}  // namespace tabacus
