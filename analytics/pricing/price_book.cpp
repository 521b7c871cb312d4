#include "analytics/pricing/price_book.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <map>
#include <utility>

namespace tabacus::analytics {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Without a date at its end; the whole name where there is none.
std::string_view without_date(std::string_view model) {
  constexpr std::size_t kCompact = 8;  // 20250929
  constexpr std::size_t kDashed = 10;  // 2025-09-29
  const std::size_t length = model.size();
  if (length > kDashed + 1 && model[length - kDashed - 1] == '-') {
    const std::string_view date = model.substr(length - kDashed);
    if (is_digits(date.substr(0, 4)) && date[4] == '-' && is_digits(date.substr(5, 2)) && date[7] == '-' &&
        is_digits(date.substr(8)))
      return model.substr(0, length - kDashed - 1);
  }
  if (length > kCompact + 1 && (model[length - kCompact - 1] == '-' || model[length - kCompact - 1] == '@') &&
      is_digits(model.substr(length - kCompact)))
    return model.substr(0, length - kCompact - 1);
  return model;
}

struct Row {
  const PricedModel* priced;
  bool is_users;
};
/// By provider and model: the order in which everything below goes through the rows.
using Rows = std::map<std::pair<std::string_view, std::string_view>, Row>;

Rows effective_rows(const std::vector<PriceTable>& tables) {
  Rows rows;
  for (const PriceTable& table : tables)
    for (const PricedModel& priced : table.models)
      rows[{priced.provider, priced.model}] = {&priced, table.source == "user"};
  return rows;
}

std::shared_ptr<PriceVersion> version_of(const std::vector<PriceTable>& tables) {
  auto version = std::make_shared<PriceVersion>();
  for (const PriceTable& table : tables) {
    version->as_of = std::max(version->as_of, table.as_of);
    version->source += (version->source.empty() ? "" : " + ") + table.source;
  }
  return version;
}

}  // namespace

PriceBook PriceBook::of(const std::vector<PriceTable>& tables) {
  PriceBook book;
  const Rows rows = effective_rows(tables);
  const auto version = version_of(tables);
  std::string text;  // what the version's hash is over
  book.rows_.reserve(rows.size());
  for (const auto& [name, row] : rows) {
    auto stamp = std::make_shared<PriceStamp>();
    stamp->version = version;
    stamp->provider = name.first;
    stamp->model = name.second;
    stamp->rates = price_row_text(name.second, row.priced->price);
    stamp->is_users = row.is_users;
    text += stamp->provider + '\n' + stamp->rates + '\n';
    const std::size_t index = book.rows_.size();
    ModelPrice& price = book.rows_.emplace_back(row.priced->price);
    price.stamp = std::move(stamp);

    Names& names = book.providers_[std::string{name.first}];
    names.exact.emplace(name.second, index);
    const std::string_view stem = without_date(name.second);
    if (stem.size() == name.second.size()) continue;
    if (const auto [at, is_new] = names.undated.emplace(stem, index); !is_new) at->second.reset();
  }
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), version->sha256.data());
  book.version_ = version;
  return book;
}

PriceBook PriceBook::shipped() { return of({shipped_price_table()}); }

const ModelPrice* PriceBook::find(std::string_view provider, std::string_view model) const {
  const auto names = providers_.find(provider);
  if (names == providers_.end() || model.empty()) return nullptr;
  if (const auto* price = find_name(names->second, model)) return price;
  const auto slash = model.rfind('/');
  return slash == std::string_view::npos ? nullptr : find_name(names->second, model.substr(slash + 1));
}

const ModelPrice* PriceBook::row(const Index& index, std::string_view name) const {
  const auto at = index.find(name);
  return at == index.end() || !at->second ? nullptr : &rows_[*at->second];
}

const ModelPrice* PriceBook::find_name(const Names& names, std::string_view model) const {
  if (const auto* exact = row(names.exact, model)) return exact;
  const std::string_view stem = without_date(model);
  return stem.size() != model.size() ? row(names.exact, stem) : row(names.undated, model);
}

}  // namespace tabacus::analytics
