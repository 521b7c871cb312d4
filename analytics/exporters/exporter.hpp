// Calls written out in a form that other programs read: one exporter per form, one call after the other, so that an
// export of any length needs the memory of one call. The same calls give the same bytes. Captured text is hostile: each
// form escapes it in its own way. Pure; any one thread per exporter.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/model/value.hpp"

namespace tabacus::analytics {

/// The columns of a call: those of the view v_calls, then `host` and `endpoint`.
class ExportColumns {
 public:
  explicit ExportColumns(std::vector<std::string> names);

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] std::optional<std::size_t> index(std::string_view name) const;

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

/// One call. A view: both arguments must outlive it.
class ExportedCall {
 public:
  /// The last two: what was sent and answered, a head, an empty line and a body each; empty where it is not kept.
  ExportedCall(const ExportColumns& columns, std::span<const Value> values, std::string_view request = {},
               std::string_view response = {})
      : columns_{&columns}, values_{values}, request_{request}, response_{response} {}

  [[nodiscard]] const std::vector<std::string>& names() const { return columns_->names(); }
  [[nodiscard]] std::span<const Value> values() const { return values_; }
  [[nodiscard]] std::string_view request() const { return request_; }
  [[nodiscard]] std::string_view response() const { return response_; }
  /// Unknown where there is no such column.
  [[nodiscard]] const Value& value(std::string_view name) const;
  /// Empty where the value is unknown or no text.
  [[nodiscard]] std::string_view text(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  /// Of an integer too.
  [[nodiscard]] std::optional<double> real(std::string_view name) const;

 private:
  const ExportColumns* columns_;
  std::span<const Value> values_;
  std::string_view request_;
  std::string_view response_;
};

using ExportSink = std::function<void(std::string_view)>;

class Exporter {
 public:
  virtual ~Exporter() = default;
  /// What stands before the first call.
  virtual void begin() {}
  virtual void add(const ExportedCall& call) = 0;
  /// What stands behind the last one; nothing is added after it.
  virtual void end() {}
};

struct ExportFormat {
  std::string_view id;  ///< as the user types it: "har"
  std::string_view extension;
  std::string_view summary;
  std::unique_ptr<Exporter> (*make)(const ExportColumns& columns, ExportSink sink);
};

/// All forms, in the order in which they are listed.
[[nodiscard]] std::span<const ExportFormat> export_formats();
/// Null: there is no such form.
[[nodiscard]] const ExportFormat* export_format(std::string_view id);

/// Every column, in order.
[[nodiscard]] std::string json_object_of(const ExportedCall& call);

/// What a column holds, by its name; holds for every column of ExportColumns.
enum class ColumnKind : std::uint8_t { Text, Integer, Real };
[[nodiscard]] ColumnKind kind_of_column(std::string_view name);

}  // namespace tabacus::analytics
