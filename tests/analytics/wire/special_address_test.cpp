#include "analytics/wire/special_address.hpp"

#include <gtest/gtest.h>

namespace tabacus::analytics {
namespace {

TEST(SpecialAddress, IsKnownInEverySpelling) {
  for (const char* address :
       {"169.254.169.254", "169.254.0.1", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "0:0:0:0:0:FFFF:a9fe:a9fe",
        "64:ff9b::a9fe:a9fe", "64:ff9b::169.254.169.254", "100.100.100.200", "::ffff:100.100.100.200", "168.63.129.16",
        "192.0.0.192", "fd00:ec2::254", "FD00:0EC2:0::0023", "fd20:ce::254"})
    EXPECT_TRUE(is_metadata_address(address)) << address;
  for (const char* other : {"", "169.253.169.254", "100.100.100.201", "::169.254.169.254", "64:ff9b:1::a9fe:a9fe",
                            "fd00:ec2::253", "metadata.google.internal", "169.254.169.254.example", "169.254.169"})
    EXPECT_FALSE(is_metadata_address(other)) << other;
}

TEST(SpecialAddress, LoopbackIsAWholeNetAndTheUnspecifiedOne) {
  for (const char* address : {"127.0.0.1", "127.255.0.9", "0.0.0.0", "::ffff:127.0.0.1", "::ffff:0.0.0.0"})
    EXPECT_TRUE(is_ipv4_loopback(address)) << address;
  for (const char* other : {"", "localhost", "::1", "::", "128.0.0.1", "0.0.0.1", "10.127.0.1"})
    EXPECT_FALSE(is_ipv4_loopback(other)) << other;
}

}  // namespace
}  // namespace tabacus::analytics
