// A `tabacus inspect` of its own, and clients of it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "tests/support/process.hpp"
#include "tests/support/raw_socket.hpp"

namespace tabacus::bench {

class InspectorProcess {
 public:
  InspectorProcess(const std::string& program, const std::filesystem::path& directory);

  struct Answer {
    double ms = 0;  ///< from the request's first byte to the answer's last
    std::size_t body_bytes = 0;
    int status = 0;
  };
  /// Over a connection of its own.
  [[nodiscard]] Answer get(const std::string& path) const;
  /// A connection that has asked for the live feed.
  [[nodiscard]] test::RawSocket follow() const;

 private:
  [[nodiscard]] std::string request(const std::string& path) const;

  std::unique_ptr<testing::Process> process_;
  std::uint16_t port_ = 0;
  std::string token_;
};

}  // namespace tabacus::bench
