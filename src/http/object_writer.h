#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/record_json.h"
#include "http/query_string.h"
#include "json/write.h"

namespace drawbridge::http {

/// The keys a caller asked for with `field=a&field=b`; none: all.
class FieldSelection {
 public:
  FieldSelection() = default;
  explicit FieldSelection(const QueryString& query) {
    for (const auto name : query.values("field")) names_.emplace_back(name);
  }

  bool is_all() const { return names_.empty(); }
  bool has(std::string_view name) const {
    if (names_.empty()) return true;
    return std::ranges::find(names_, name) != names_.end();
  }

 private:
  std::vector<std::string> names_;
};

/// Writes the fields of one object, leaving out those that were not asked for.
class ObjectWriter {
 public:
  /// Both are borrowed.
  ObjectWriter(json::Writer& out, const FieldSelection& selection)
      : out_(&out), selection_(&selection) {}

  /// Whether the field is asked for; ask before costly work, then write it by `field`.
  bool wants(std::string_view name) {
    const bool wanted = selection_->has(name);
    if (wanted) ++known_;
    return wanted;
  }

  /// Takes what json::Writer takes, and timestamps, words, lists, JSON texts and optionals of them.
  template <class T>
  ObjectWriter& field(std::string_view name, const T& value) {
    if (wants(name)) put(name, value);
    return *this;
  }

  /// A key that is not there at all without a value: for what may not be null.
  template <class T>
  ObjectWriter& field_unless_null(std::string_view name, const std::optional<T>& value) {
    if (wants(name) && value) put(name, *value);
    return *this;
  }

  /// A key whose value `write(json::Writer&)` writes (exactly one value).
  template <class Write>
  ObjectWriter& nested(std::string_view name, Write&& write) {
    if (wants(name)) {
      out_->key(name);
      write(*out_);
    }
    return *this;
  }

  ObjectWriter& null(std::string_view name) {
    if (wants(name)) out_->key(name).null();
    return *this;
  }

  /// Whether any field asked for was one the object knows.
  bool knows_any() const { return known_ > 0; }

  /// Writes a field that `wants` was asked about already.
  template <class T>
  void put(std::string_view name, const T& value) {
    out_->key(name);
    if constexpr (std::is_convertible_v<T, std::string_view>) {
      out_->value(std::string_view(value));
    } else {
      app::write_field(*out_, value);
    }
  }

 private:
  json::Writer* out_;
  const FieldSelection* selection_;
  int known_ = 0;
};

}  // namespace drawbridge::http
