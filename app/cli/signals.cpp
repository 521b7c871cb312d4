#include "app/cli/signals.hpp"

#include <pthread.h>

#include <cerrno>

namespace tabacus::app {

TakenSignals::TakenSignals(std::initializer_list<int> numbers) {
  ::sigemptyset(&taken_);
  for (const int number : numbers) ::sigaddset(&taken_, number);
  ::pthread_sigmask(SIG_BLOCK, &taken_, &earlier_);
}

TakenSignals::~TakenSignals() { ::pthread_sigmask(SIG_SETMASK, &earlier_, nullptr); }

int TakenSignals::next() const {
  for (;;) {
    const int number = ::sigwaitinfo(&taken_, nullptr);
    if (number > 0) return number;
    if (errno != EINTR) return SIGTERM;  // nothing can be taken any more: behave as if asked to end
  }
}

}  // namespace tabacus::app
