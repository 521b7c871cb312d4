// Whether this build is checked by a sanitizer: it then keeps freed memory back and takes several times as long, so that
// figures of memory and time say nothing of the program.
#pragma once

namespace tabacus::testing {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif

}  // namespace tabacus::testing
