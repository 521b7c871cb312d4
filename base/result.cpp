#include "base/result.hpp"

#include <cerrno>
#include <cstring>

namespace tabacus {
namespace {

constexpr ErrorCode code_of(int number) {
  switch (number) {
    case ENOENT:
      return ErrorCode::NotFound;
    case EEXIST:
    case EADDRINUSE:
      return ErrorCode::Conflict;
    case EACCES:
    case EPERM:
      return ErrorCode::PermissionDenied;
    case EMFILE:
    case ENFILE:
    case ENOSPC:
    case ENOMEM:
      return ErrorCode::Exhausted;
    default:
      return ErrorCode::Io;
  }
}

}  // namespace

tl::unexpected<Error> fail_errno(std::string_view attempted, std::string_view on_what) {
  const int number = errno;
  return fail(code_of(number), fmt::format("{} {}: {}", attempted, on_what, std::strerror(number)));
}

}  // namespace tabacus
