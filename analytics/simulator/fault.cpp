#include <algorithm>
#include <array>

#include "analytics/simulator/script.hpp"
#include "base/text.hpp"

namespace tabacus::analytics::simulator {
namespace {

constexpr std::string_view kModelPrefix = "simulate-";
constexpr std::string_view kOnce = "-once";
constexpr std::array<std::string_view, 5> kCodings{"gzip", "deflate", "br", "zstd", "identity"};

void add_word(Fault& fault, std::string_view word) {
  fault.cuts |= word == "cut";
  fault.slow |= word == "slow";
  fault.breaks |= word == "error";
  fault.drops |= word == "drop";
  fault.stalls |= word == "stall";
  fault.truncates |= word == "truncate";
  fault.garbles |= word == "garbage";
  if (std::ranges::find(kCodings, word) != kCodings.end()) fault.coding = word;
  const auto status = parse_int(word);
  if (status && *status >= 400 && *status <= 599) fault.status = static_cast<int>(*status);
}

void add_option(Fault& fault, std::string_view option) {
  const std::size_t equals = option.find('=');
  if (equals == std::string_view::npos) return;
  const auto number = parse_int(option.substr(equals + 1));
  if (!number || *number < 0 || *number > 1'000'000) return;
  if (option.starts_with("times=")) fault.times = static_cast<int>(*number);
  if (option.starts_with("retry-after=")) fault.retry_after = static_cast<int>(*number);
}

void set_header(SimulatedAnswer& answer, std::string_view name, std::string value) {
  std::erase_if(answer.headers, [&](const auto& header) { return equals_ignore_case(header.first, name); });
  answer.headers.emplace_back(name, std::move(value));
}

}  // namespace

Fault fault_for(std::string_view model, std::string_view header) {
  Fault fault;
  std::string_view text = header;
  if (text.empty() && model.starts_with(kModelPrefix)) {
    text = model.substr(kModelPrefix.size());
    if (text.ends_with(kOnce)) {
      text.remove_suffix(kOnce.size());
      fault.times = 1;
    }
  }
  const auto parts = split(text, ';');
  for (const std::string_view word : split(parts.front(), '+')) add_word(fault, trim(word));
  for (std::size_t i = 1; i < parts.size(); ++i) add_option(fault, trim(parts[i]));
  return fault;
}

void apply_fault(SimulatedAnswer& answer) {
  if (answer.fault.retry_after) set_header(answer, "retry-after", std::to_string(*answer.fault.retry_after));
  if (!answer.fault.garbles || answer.pieces.empty()) return;
  // What was told there is not told any more.
  answer.pieces[answer.pieces.size() / 2] =
      Piece{answer.streams ? "data: {\"type\": \"garb\n\n" : "{\"garbage\": ", std::nullopt};
}

}  // namespace tabacus::analytics::simulator
