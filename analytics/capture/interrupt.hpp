// What a connection says to whatever runs on it. Net thread.
#pragma once

#include <cstdint>

namespace tabacus::analytics {

enum class Interrupt : std::uint8_t {
  ClientGone,
  LastBytesLate,  ///< the client has been gone for a while
  TabClosed
};

class Interruptible {
 public:
  /// Ends what runs, soon.
  virtual void interrupt(Interrupt why) = 0;

 protected:
  ~Interruptible() = default;
};

}  // namespace tabacus::analytics
