// The words of the control socket: one JSON object per line in each direction, version 1. Pure; what comes in may be
// anything.
//
//   {"v":1,"op":"pause","tab":"0190a5d3"}       op: status, calls, pause, resume, off, on; tab: only where it names one
//   {"v":1,"op":"raise_budget","tab":"0190a5d3","budget":"day","amount":"$5"}
//   {"v":1,"ok":true,...}                       what the operation answers
//   {"v":1,"ok":false,"error":{"code":"not_found","message":"no tab 0190a5d3 is open here"}}
//
// Members that a version does not know are passed over; a version that it does not know is an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus::app {

inline constexpr int kControlVersion = 1;
/// A request is one line of at most so many bytes.
inline constexpr std::size_t kMaxRequestBytes = 4096;

enum class ControlOp : std::uint8_t { Status, Calls, Pause, Resume, Off, On, RaiseBudget };

struct ControlRequest {
  ControlOp op = ControlOp::Status;
  std::string tab = {};     ///< an id, the beginning of one, or a title; empty: all
  std::string budget = {};  ///< of RaiseBudget: "tab", "day" ...; empty: each that is spent
  std::string amount = {};  ///< of RaiseBudget: by how much: "$5"; empty: by a quarter
};

/// InvalidInput: no such JSON; Unsupported: another version, or no such operation.
[[nodiscard]] Result<ControlRequest> parse_request(std::string_view line);
[[nodiscard]] std::string request_line(const ControlRequest& request);

/// {"v":1,"ok":false,...}
[[nodiscard]] std::string error_reply(const Error& error);
/// What an error reply says; success for any other reply of our version. InvalidInput: no reply of ours.
[[nodiscard]] Result<void> check_reply(std::string_view line);

}  // namespace tabacus::app
