#include "base/sip_hash.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "base/hash_key.hpp"
#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus {
namespace {

/// The key of the reference's test vectors: bytes 0 to 15.
constexpr HashKey kReferenceKey{0x0706050403020100, 0x0f0e0d0c0b0a0908};

std::string first_bytes(std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(i);
  return bytes;
}

TEST(SipHash, GivesTheValuesOfTheReference) {
  EXPECT_EQ(sip_hash(kReferenceKey, ""), 0x726fdb47dd0e0e31u);
  EXPECT_EQ(sip_hash(kReferenceKey, first_bytes(1)), 0x74f839c593dc67fdu);
  EXPECT_EQ(sip_hash(kReferenceKey, first_bytes(8)), 0x93f5f5799a932462u);
  EXPECT_EQ(sip_hash(kReferenceKey, first_bytes(15)), 0xa129ca6149be45e5u);
}

TEST(SipHash, DoesNotDependOnTheCuts) {
  const std::string bytes = first_bytes(40);
  for (std::size_t one = 0; one <= bytes.size(); ++one)
    for (std::size_t two = one; two <= bytes.size(); ++two) {
      SipHash hash{kReferenceKey};
      hash.update(std::string_view{bytes}.substr(0, one));
      hash.update(std::string_view{bytes}.substr(one, two - one));
      hash.update(std::string_view{bytes}.substr(two));
      EXPECT_EQ(hash.finish(), sip_hash(kReferenceKey, bytes)) << one << " " << two;
    }
}

TEST(HashKey, IsMadeOnceAndReadableByItsOwnerOnly) {
  const testing::TempDir directory;
  const auto file = directory.path() / "hash.key";
  const auto made = hash_key_in(file);
  ASSERT_TRUE(made);
  EXPECT_EQ(hash_key_in(file).value(), *made);
  EXPECT_NE(random_hash_key(), *made);
  struct stat info {};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST(HashKey, OfADamagedFileIsAnErrorThatSaysWhatToDo) {
  const testing::TempDir directory;
  const auto file = directory.path() / "hash.key";
  ASSERT_TRUE(write_private_file(file, "no key"));
  const auto key = hash_key_in(file);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, ErrorCode::InvalidInput);
  EXPECT_NE(key.error().message.find("delete it"), std::string::npos);
}

}  // namespace
}  // namespace tabacus
