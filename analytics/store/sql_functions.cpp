#include "analytics/store/sql_functions.hpp"

#include <sqlite3.h>

#include <array>
#include <new>

#include "analytics/store/histogram.hpp"

namespace tabacus::analytics {
namespace {

std::string_view blob_of(sqlite3_value* value) {
  const void* data = sqlite3_value_blob(value);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void answer(sqlite3_context* context, const Histogram& histogram) {
  if (histogram.empty()) return sqlite3_result_null(context);
  const std::string encoded = histogram.encode();
  sqlite3_result_blob64(context, encoded.data(), encoded.size(), SQLITE_TRANSIENT);
}

/// SQLite's memory of an aggregate is zeroed bytes, which a null pointer is too; `final_sum` frees what it points to.
Histogram* sum_of(sqlite3_context* context) {
  auto* place = static_cast<Histogram**>(sqlite3_aggregate_context(context, sizeof(Histogram*)));
  if (place == nullptr) return nullptr;
  if (*place == nullptr) *place = new (std::nothrow) Histogram;
  return *place;
}

void final_sum(sqlite3_context* context) {
  auto* place = static_cast<Histogram**>(sqlite3_aggregate_context(context, 0));
  if (place == nullptr || *place == nullptr) return sqlite3_result_null(context);
  answer(context, **place);
  delete *place;
}

void step_durations(sqlite3_context* context, int count, sqlite3_value** values) {
  Histogram* sum = sum_of(context);
  if (sum == nullptr) return sqlite3_result_error_nomem(context);
  if (sqlite3_value_type(values[0]) == SQLITE_NULL) return;
  sum->add(sqlite3_value_int64(values[0]), count > 1 ? sqlite3_value_int64(values[1]) : 1);
}

void step_histograms(sqlite3_context* context, int, sqlite3_value** values) {
  Histogram* sum = sum_of(context);
  if (sum == nullptr) return sqlite3_result_error_nomem(context);
  sum->add(Histogram::decode(blob_of(values[0])));
}

void add(sqlite3_context* context, int, sqlite3_value** values) {
  Histogram sum = Histogram::decode(blob_of(values[0]));
  sum.add(Histogram::decode(blob_of(values[1])));
  answer(context, sum);
}

void quantile(sqlite3_context* context, int, sqlite3_value** values) {
  const auto found = Histogram::decode(blob_of(values[0])).quantile(sqlite3_value_double(values[1]));
  if (found)
    sqlite3_result_double(context, *found);
  else
    sqlite3_result_null(context);
}

using Step = void (*)(sqlite3_context*, int, sqlite3_value**);

struct Function {
  const char* name;
  int arguments;
  Step scalar;
  Step step;  ///< of an aggregate
};

constexpr std::array kFunctions{
    Function{"histogram", 1, nullptr, step_durations}, Function{"histogram", 2, nullptr, step_durations},
    Function{"histogram_sum", 1, nullptr, step_histograms}, Function{"histogram_add", 2, add, nullptr},
    Function{"latency_quantile", 2, quantile, nullptr}};

}  // namespace

int register_sql_functions(sqlite3* database) {
  for (const Function& function : kFunctions) {
    const int code = sqlite3_create_function_v2(
        database, function.name, function.arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr,
        function.scalar, function.step, function.step != nullptr ? final_sum : nullptr, nullptr);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace tabacus::analytics
