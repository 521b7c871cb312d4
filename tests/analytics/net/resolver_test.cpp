// The order in which addresses are tried.
#include "analytics/net/resolver.hpp"

#include <gmock/gmock.h>

namespace tabacus::analytics::net {
namespace {

std::string order_of(const std::vector<const char*>& addresses) {
  Endpoints endpoints;
  for (const char* text : addresses) endpoints.emplace_back(boost::asio::ip::make_address(text), std::uint16_t{443});
  std::string order;
  for (const auto& endpoint : interleaved(endpoints)) order += endpoint.address().to_string() + ' ';
  return order;
}

TEST(Addresses, AlternateBetweenFamiliesBeginningWithTheFirst) {
  EXPECT_EQ(order_of({}), "");
  EXPECT_EQ(order_of({"::1"}), "::1 ");
  EXPECT_EQ(order_of({"::1", "::2", "::3", "10.0.0.1", "10.0.0.2"}), "::1 10.0.0.1 ::2 10.0.0.2 ::3 ");
  EXPECT_EQ(order_of({"10.0.0.1", "::1", "::2", "10.0.0.2"}), "10.0.0.1 ::1 10.0.0.2 ::2 ");
  EXPECT_EQ(order_of({"10.0.0.1", "10.0.0.2"}), "10.0.0.1 10.0.0.2 ");
}

TEST(Addresses, AreSixteenAtMost) {
  const Endpoints many(2000, {boost::asio::ip::make_address("10.0.0.1"), 443});
  EXPECT_EQ(interleaved(many).size(), 16U);
  EXPECT_EQ(interleaved({many.begin(), many.begin() + 16}).size(), 16U);
}

}  // namespace
}  // namespace tabacus::analytics::net
