#include "analytics/metering/shape_chain.hpp"

#include <algorithm>
#include <span>

namespace tabacus::analytics {
namespace {

using Hashes = std::span<const std::uint64_t>;

Hashes tools_of(const RequestShape& shape) { return Hashes{shape.blocks}.first(shape.tools); }
/// The system prompt but for what stands at the head of the messages.
Hashes instructions_of(const RequestShape& shape) {
  return Hashes{shape.blocks}.subspan(shape.tools, shape.system - shape.leading);
}
Hashes leading_of(const RequestShape& shape) {
  return Hashes{shape.blocks}.subspan(shape.tools + shape.system - shape.leading, shape.leading);
}
Hashes messages_of(const RequestShape& shape) { return Hashes{shape.blocks}.subspan(shape.tools + shape.system); }

void append(RequestShape& shape, Hashes blocks) {
  const std::size_t room = RequestShape::kMaxBlocks - shape.blocks.size();
  shape.is_cut = shape.is_cut || blocks.size() > room;
  const Hashes taken = blocks.first(std::min(room, blocks.size()));
  shape.blocks.insert(shape.blocks.end(), taken.begin(), taken.end());
}

}  // namespace

RequestShape continued(const RequestShape& base, const RequestShape& own, std::uint64_t answer) {
  RequestShape whole = own;
  whole.blocks.clear();
  append(whole, tools_of(own));
  append(whole, instructions_of(own));
  append(whole, leading_of(base));
  whole.system = whole.blocks.size() - whole.tools;
  whole.leading = std::min(base.leading, whole.system);
  append(whole, messages_of(base));
  append(whole, {&answer, 1});
  append(whole, leading_of(own));
  append(whole, messages_of(own));
  whole.is_cut = whole.is_cut || base.is_cut;
  whole.message_count += base.message_count + static_cast<std::int64_t>(own.leading);
  whole.has_unseen = true;
  whole.has_answers = base.has_answers || own.has_answers;
  if (std::ranges::equal(instructions_of(base), instructions_of(own))) whole.system_hash = base.system_hash;
  return whole;
}

void ShapeChain::asked(TurnId turn, Shape own, std::string_view follows, const HashKey& key) {
  if (own && !follows.empty()) {
    const Shape base = answered(follows);
    own = base ? std::make_shared<const RequestShape>(continued(*base, *own, sip_hash(key, follows))) : nullptr;
  }
  asked_.push_back({turn, std::move(own)});
  if (asked_.size() > kMaxAsked) asked_.pop_front();
}

ShapeChain::Shape ShapeChain::of(TurnId turn) const {
  const auto found = std::ranges::find(asked_, turn, &Asked::turn);
  return found == asked_.end() ? nullptr : found->shape;
}

void ShapeChain::ended(TurnId turn, std::string_view response_id) {
  const auto found = std::ranges::find(asked_, turn, &Asked::turn);
  if (found == asked_.end()) return;
  if (found->shape && !response_id.empty()) answered_.push_back({std::string{response_id}, std::move(found->shape)});
  if (answered_.size() > kMaxAnswered) answered_.pop_front();
  asked_.erase(found);
}

ShapeChain::Shape ShapeChain::answered(std::string_view response_id) const {
  const auto found = std::ranges::find(answered_, response_id, &Answered::response_id);
  return found == answered_.end() ? nullptr : found->shape;
}

}  // namespace tabacus::analytics
