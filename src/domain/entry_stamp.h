#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/uuid.h"
#include "domain/field_types.h"

namespace drawbridge::domain {

/// When what an entry of the directory shows last changed. Kept beside the records so that it
/// outlives a restart; no part of the state, as any start can make it anew.
struct EntryStamp {
  static constexpr std::string_view kKind = "entry_stamp";
  Uuid uuid;  ///< the entry's entryUUID
  Timestamp moment;
  std::int64_t fingerprint = 0;  ///< of what the entry showed then

  friend bool operator==(const EntryStamp&, const EntryStamp&) = default;
};
template <Is<EntryStamp> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("moment", r.moment, FieldUse::kInternal);
  v("fingerprint", r.fingerprint, FieldUse::kInternal);
}

}  // namespace drawbridge::domain
