#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/ports.h"
#include "app/rows.h"

/// Typed reads of records through a StoreReader.
namespace drawbridge::app {

template <class R>
Result<std::vector<R>> list(StoreReader& store, const Select& select) {
  std::vector<R> records;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    records.push_back(from_row<R>(row));
    return true;
  }));
  return records;
}

template <class R>
Result<std::vector<R>> list(StoreReader& store, Condition where) {
  return list<R>(store, select_records<R>(std::move(where)));
}

/// The first record that matches, or none.
template <class R>
Result<std::optional<R>> find_where(StoreReader& store, Condition where) {
  Select select = select_records<R>(std::move(where));
  select.limit = 1;
  std::optional<R> found;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    found = from_row<R>(row);
    return false;
  }));
  return found;
}

template <class R>
Result<std::optional<R>> find(StoreReader& store, const Uuid& uuid) {
  return find_where<R>(store, where::equal("uuid", uuid));
}

/// Whether any record of R matches.
template <class R>
Result<bool> exists(StoreReader& store, Condition where) {
  Select select;
  select.kind = std::string(R::kKind);
  select.fields = {"uuid"};
  select.where = std::move(where);
  select.limit = 1;
  bool found = false;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row&) {
    found = true;
    return false;
  }));
  return found;
}

/// What everybody may make has a limit.
/// @return kInvalid when the user has `most` records of R (named `what`) already
template <class R>
Status check_count(StoreReader& store, const Uuid& user, std::int64_t most, std::string_view what) {
  DRAWBRIDGE_TRY(const auto there,
                 store.count(select_fields(R::kKind, {"uuid"}, where::equal("user_uuid", user))));
  if (there < most) return {};
  return fail(
      ErrorCode::kInvalid,
      "A user may have no more than " + std::to_string(most) + " " + std::string(what) + ".",
      "non_field_errors");
}

}  // namespace drawbridge::app
