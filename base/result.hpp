// What can fail returns a Result: a value, or an Error that says what was attempted, on what, what came back.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tabacus {

enum class ErrorCode : std::uint8_t {
  InvalidInput,      ///< the bytes or arguments given are not what the format allows
  NotFound,          ///< nothing of that name
  Conflict,          ///< it exists already, or another process holds it
  Exhausted,         ///< a limit of ours or of the system was reached
  PermissionDenied,  ///< the system or a policy of ours refused
  Io,                ///< the system call, file or socket failed
  Closed,            ///< the other end went away
  TimedOut,
  Unsupported,  ///< understood, but this build or machine cannot do it
};

/// Machine-readable name, stable: "not_found".
constexpr std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidInput:
      return "invalid_input";
    case ErrorCode::NotFound:
      return "not_found";
    case ErrorCode::Conflict:
      return "conflict";
    case ErrorCode::Exhausted:
      return "exhausted";
    case ErrorCode::PermissionDenied:
      return "permission_denied";
    case ErrorCode::Io:
      return "io";
    case ErrorCode::Closed:
      return "closed";
    case ErrorCode::TimedOut:
      return "timed_out";
    case ErrorCode::Unsupported:
      return "unsupported";
  }
  return "unknown";
}

/// `message` is for people: "bind 127.0.0.1:0 for tab 3: permission denied". Never a header, a body or a key.
struct Error {
  ErrorCode code;
  std::string message;
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>{Error{code, std::move(message)}};
}

/// Passes an error up unchanged.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>{std::move(error)}; }

/// Passes an error up with what was being done in front of it: "read config: open /x: no such file".
[[nodiscard]] inline tl::unexpected<Error> fail(const Error& error, std::string_view attempted) {
  return fail(error.code, fmt::format("{}: {}", attempted, error.message));
}

/// An Io error with errno's text: `fail_errno("open", path)` gives "open /x: No such file or directory".
[[nodiscard]] tl::unexpected<Error> fail_errno(std::string_view attempted, std::string_view on_what);

}  // namespace tabacus
