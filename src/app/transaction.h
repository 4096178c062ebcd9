#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "app/actor.h"
#include "app/changes.h"
#include "app/record_json.h"
#include "app/records.h"
#include "base/clock.h"

namespace drawbridge::app {

/// One command's writes: each record written also leaves an audit event, and a note of what the
/// outputs must show. Made by the Writer; lives as long as the command.
class Transaction {
 public:
  Transaction(StoreTransaction& store, Actor actor, Timestamp now)
      : store_(&store), actor_(std::move(actor)), now_(now) {}

  StoreTransaction& store() { return *store_; }
  Timestamp now() const { return now_; }
  const Actor& actor() const { return actor_; }
  Touched& touched() { return touched_; }

  /// Writes a new record. Sets `created` and `modified` where they are not set.
  template <class R>
  Status insert(R& record) {
    stamp(record, true);
    DRAWBRIDGE_CHECK(store_->insert(R::kKind, field_names<R>(), to_row(record)));
    touched_.note(record);
    return audit(R::kKind, "created", record.uuid, std::nullopt, audit_json(record));
  }

  /// Replaces `before` by `after` (same uuid). An equal record is no change at all.
  template <class R>
  Status update(const R& before, R& after) {
    if (before == after) return {};
    stamp(after, false);
    DRAWBRIDGE_CHECK(store_->update(R::kKind, before.uuid, field_names<R>(), to_row(after)));
    touched_.note_change(before, after);
    return audit(R::kKind, "updated", before.uuid, audit_json(before), audit_json(after));
  }

  template <class R>
  Status erase(const R& record) {
    DRAWBRIDGE_CHECK(store_->erase(R::kKind, record.uuid));
    touched_.note(record);
    return audit(R::kKind, "deleted", record.uuid, audit_json(record), std::nullopt);
  }

  /// Tells in the audit log that what the record gave has ended by the clock; the record stays.
  template <class R>
  Status tell_end(const R& record) {
    return audit(R::kKind, "deleted", record.uuid, audit_json(record), std::nullopt);
  }

  /// Writes a record that is no change anybody made: ledgers and stamps. No audit event.
  template <class R>
  Status insert_silently(const R& record) {
    return store_->insert(R::kKind, field_names<R>(), to_row(record));
  }
  template <class R>
  Status update_silently(const R& record) {
    return store_->update(R::kKind, record.uuid, field_names<R>(), to_row(record));
  }

 private:
  template <class R>
  void stamp(R& record, bool is_new) {
    if constexpr (requires { record.created; }) {
      if (is_new && record.created.microseconds == 0) record.created = now_;
    }
    if constexpr (requires { record.modified; }) record.modified = now_;
  }

  Status audit(std::string_view kind, std::string_view what, const Uuid& object,
               std::optional<std::string> before, std::optional<std::string> after);

  StoreTransaction* store_;
  Actor actor_;
  Timestamp now_;
  Touched touched_;
};

}  // namespace drawbridge::app
