// By which price a call was charged, or why by none. Values; a version and a stamp are shared by all calls of a table.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace tabacus::analytics {

/// All prices that held at a time: the shipped ones, with those imported and the user's own laid over them.
struct PriceVersion {
  std::string as_of;                      ///< date of the newest table in it: "2026-08-19"
  std::string source;                     ///< "shipped", "shipped + imported + user"
  std::array<std::uint8_t, 32> sha256{};  ///< of its rows in their order by name, whatever the order of the files

  friend bool operator==(const PriceVersion&, const PriceVersion&) = default;
};

/// One row of a version, as it was when the call was charged.
struct PriceStamp {
  std::shared_ptr<const PriceVersion> version;
  std::string provider;   ///< namespace of the row
  std::string model;      ///< name of the row, which may be an alias of the call's model
  std::string rates;      ///< the row as JSON, in the form of the price table
  bool is_users = false;  ///< from the user's own file
};

/// Whose price list a cost came from: that of the upstream's host, that of the slot of the base URL, the user's own,
/// or, where no list has the model, the provider's word in its answer. Local: an engine that charges nothing.
enum class PriceBasis : std::uint8_t { None, Host, Slot, User, Provider, Local };

/// Why a call whose tokens are known has no price of ours. The numbers are stored.
enum class Unpriced : std::uint8_t {
  No = 0,
  NoPriceList = 1,     ///< neither the host nor a slot names a provider
  UnknownModel = 2,    ///< the list has no such model
  UnknownTier = 3,     ///< nor rates for the service tier that the answer names
  UnknownSpeed = 4,    ///< nor a factor for its speed
  LongPromptTier = 5,  ///< the tier's rates say nothing of a prompt this long
  PromptUnknown = 6,   ///< the uncached part of the prompt is not known
  SplitUnknown = 7,    ///< audio was cached to an unknown extent
  Contradictory = 8,   ///< parts exceed their whole, or a count is negative
  NoInputRate = 9,     ///< tokens in a bucket that the row has no rate for, here and below
  NoOutputRate = 10,
  NoCacheReadRate = 11,
  NoCacheWrite5mRate = 12,
  NoCacheWrite1hRate = 13,
  NoAudioInputRate = 14,
  NoAudioOutputRate = 15,
  NoAudioCacheRate = 16,
  NoSearchFee = 17,
  TooLarge = 18,   ///< beyond a trillion tokens, or what 64 bits hold
  NoToolFee = 19,  ///< a tool was used that is billed by the use, and the row has no such fee
};

}  // namespace tabacus::analytics
