// What a turn on a socket is held by: any bytes cut into frames, whole and in two pieces, end at the same places; and
// of any text the beginning tells no other members than the whole.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/wire/json_members.hpp"
#include "analytics/wire/ws_head.hpp"
#include "base/assert.hpp"

namespace {

using namespace tabacus::analytics;

struct Edge {
  std::size_t at;
  bool is_control;
  bool between_messages;
  bool operator==(const Edge&) const = default;
};

/// Where frames end.
void cut(WsCutter& cutter, std::string_view bytes, std::size_t begin, std::vector<Edge>& edges) {
  while (!bytes.empty()) {
    const std::size_t taken = cutter.take(bytes);
    TABACUS_ASSERT(taken > 0 && taken <= bytes.size(), "a cutter takes some of what it is given");
    bytes.remove_prefix(taken);
    begin += taken;
    if (cutter.between_frames()) edges.push_back({begin, cutter.is_control(), cutter.between_messages()});
  }
}

void check_frames(std::string_view input, std::size_t middle) {
  std::vector<Edge> whole;
  WsCutter at_once;
  cut(at_once, input, 0, whole);
  std::vector<Edge> pieces;
  WsCutter in_two;
  cut(in_two, input.substr(0, middle), 0, pieces);
  cut(in_two, input.substr(middle), middle, pieces);
  TABACUS_ASSERT(whole == pieces, "pieces do not matter");
  TABACUS_ASSERT(at_once.between_frames() == in_two.between_frames(), "pieces do not matter");
}

struct Member {
  std::string name;
  std::optional<std::string> text;
  bool operator==(const Member&) const = default;
};

std::vector<Member> members_of(std::string_view json) {
  std::vector<Member> members;
  for_each_member(json, [&](const JsonMember& member) {
    members.push_back(
        {std::string{member.name}, member.text ? std::optional{std::string{*member.text}} : std::nullopt});
    return members.size() < 64;
  });
  return members;
}

void check_members(std::string_view input, std::size_t middle) {
  const auto whole = members_of(input);
  const auto beginning = members_of(input.substr(0, middle));
  TABACUS_ASSERT(beginning.size() <= whole.size(), "a beginning has no member that the whole has not");
  for (std::size_t i = 0; i < beginning.size(); ++i)
    TABACUS_ASSERT(beginning[i] == whole[i], "a beginning tells what the whole tells");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const std::size_t middle = size == 0 ? 0 : data[size / 2] * size / 255;
  check_frames(input, middle);
  check_members(input, middle);
  return 0;
}
