// THE LIST of who answers on which host: whose bill a call is on and whose prices hold, and in which API family's words
// it mostly speaks there. A table; pure. A path may tell another family: see claim() of the providers.
#pragma once

#include <span>
#include <string_view>

namespace tabacus::analytics {

struct Vendor {
  std::string_view host;     ///< lower case; one '*' stands for any text: "*.openai.azure.com"
  std::string_view id;       ///< stored in the database; namespace of the price list; never renamed
  std::string_view dialect;  ///< slot of the family that reads its answers
  /// Where the host's name says so and that has a price: "eu"; holds unless the answer differs.
  std::string_view region = {};
};

/// The first row that matches a host is its row.
[[nodiscard]] std::span<const Vendor> vendors();

/// The row of a host name, compared without case; null when nobody listed answers there.
[[nodiscard]] const Vendor* vendor_of_host(std::string_view host);

}  // namespace tabacus::analytics
