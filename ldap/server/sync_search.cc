#include "ldap/server/sync_search.h"

#include <algorithm>
#include <utility>

#include "ldap/directory/change_sequence.h"
#include "ldap/protocol/response.h"
#include "ldap/protocol/search_entry.h"

namespace drawbridge::ldap::server {
namespace {

using directory::Entry;
using directory::Matcher;
using directory::Tree;
using directory::TreeChange;
using protocol::SyncMode;
using protocol::SyncState;

/// UUIDs of one syncIdSet: 9 KiB of message, half of what OpenLDAP's own provider sends at a time.
constexpr std::size_t kIdsAMessage = 500;

/// Work done before others get their turn, see directory::Matcher: about a millisecond.
constexpr std::size_t kWorkPerTurn = 20'000;

std::uint64_t context_moment(const Tree& tree, std::string_view key) {
  const auto* context = tree.context_of(key);
  return context == nullptr ? 0 : context->value.moment;
}

}  // namespace

SyncSearch::SyncSearch(Terms terms, Held held, std::unique_ptr<const std::string> contents,
                       filter::Filter filter, AttributeSelection selection,
                       const Authority& authority, std::shared_ptr<const Tree> tree)
    : terms_(std::move(terms)),
      held_(held),
      contents_(std::move(contents)),
      filter_(std::move(filter)),
      selection_(selection),
      authority_(&authority),
      tree_(std::move(tree)) {
  const std::uint64_t now = context_moment(*tree_, terms_.base_key);
  if (held_.kind == Held::Kind::kSince && held_.moment > now) held_.kind = Held::Kind::kUnknown;
  walk_.emplace(*tree_, *authority_, terms_.base_key, terms_.scope, filter_);
}

SyncSearch::Progress SyncSearch::advance(std::string& out, std::size_t max_output,
                                         const std::shared_ptr<const Tree>& current) {
  if (walk_) {
    const Progress progress = refresh(out, max_output);
    if (progress != Progress::kWaiting) return progress;
  }
  return follow(out, max_output, current);
}

std::string SyncSearch::cookie() const {
  const auto* context = tree_->context_of(terms_.base_key);
  return protocol::print_sync_cookie(terms_.replica, context == nullptr
                                                         ? directory::change_sequence_number(0)
                                                         : context->value.number);
}

/// @return kWaiting: done, and the consumer persists
SyncSearch::Progress SyncSearch::refresh(std::string& out, std::size_t max_output) {
  const bool has_all =
      held_.kind == Held::Kind::kSince && held_.moment == context_moment(*tree_, terms_.base_key);
  if (has_all) return finish_refresh(out);
  Matcher matcher(filter_, *tree_);
  std::size_t work = kWorkPerTurn;
  while (const Entry* entry = walk_->next(work)) {
    const bool is_match = matcher.matches(*entry);
    work -= std::min(work, matcher.take_work());
    if (!is_match) continue;
    if (held_.kind == Held::Kind::kSince && entry->usn() <= held_.moment) {
      present_.push_back(entry->uuid());
      if (present_.size() == kIdsAMessage) send_present(out);
    } else {
      send({entry, SyncState::kAdd}, std::nullopt, out);
    }
    if (out.size() >= max_output) return Progress::kOutputFull;
  }
  if (work == 0) return Progress::kTurnOver;
  send_present(out);
  return finish_refresh(out);
}

SyncSearch::Progress SyncSearch::finish_refresh(std::string& out) {
  walk_.reset();
  // One that lacks nothing has nothing to delete. One without a cookie may have: it was killed
  // before its first refresh was done, and kept what it had by then (seen with OpenLDAP 2.5).
  const bool refresh_deletes =
      held_.kind == Held::Kind::kSince && held_.moment == context_moment(*tree_, terms_.base_key);
  if (terms_.mode == SyncMode::kRefreshAndPersist) {
    protocol::append_sync_refresh_done(out, terms_.message_id, refresh_deletes, cookie());
    return Progress::kWaiting;
  }
  const protocol::ResponseControl control{protocol::kSyncDoneOid,
                                          protocol::encode_sync_done(cookie(), refresh_deletes)};
  protocol::append_result(out, terms_.message_id, protocol::Operation::kSearchResultDone, {},
                          {&control, 1});
  return Progress::kDone;
}

SyncSearch::Progress SyncSearch::follow(std::string& out, std::size_t max_output,
                                        const std::shared_ptr<const Tree>& current) {
  std::size_t entries_left = kWorkPerTurn / filter_.nodes().size();
  while (true) {
    if (!changes_) {
      if (current == tree_) return Progress::kWaiting;
      changes_.emplace(tree_, current);
      matcher_before_.emplace(filter_, *changes_->before());
      matcher_after_.emplace(filter_, *changes_->after());
    }
    while (const auto change = changes_->next()) {
      consider(*change, out);
      if (out.size() >= max_output) return Progress::kOutputFull;
      if (entries_left == 0) return Progress::kTurnOver;
      --entries_left;
    }
    finish_publication(out);
  }
}

/// Tells of one changed entry. A container that has gone waits until what was in it has gone.
void SyncSearch::consider(const TreeChange& change, std::string& out) {
  const Tree& before = *changes_->before();
  const Tree& after = *changes_->after();
  const bool was = is_wanted(change.before, *matcher_before_);
  const bool is = is_wanted(change.after, *matcher_after_);
  const Uuid old = was ? change.before->uuid() : Uuid();
  const Uuid now = is ? change.after->uuid() : Uuid();
  if (was && (!is || old != now)) {
    const Entry* moved = after.find_uuid(old);
    if (moved != nullptr && is_wanted(moved, *matcher_after_)) {
      // It is told of under its new name, and a deletion would take that one away; but when its old
      // name is taken by another entry before it is told of, it has to make room.
      const bool makes_room = is && moved->key() > change.before->key();
      if (makes_room) tell({change.before, SyncState::kDelete}, out);
    } else if (before.has_children(*change.before)) {
      gone_containers_.push_back(change.before);
    } else {
      tell({change.before, SyncState::kDelete}, out);
    }
  }
  if (!is) return;
  const Entry* known = was && old == now ? change.before : before.find_uuid(now);
  const bool is_known = known != nullptr && is_wanted(known, *matcher_before_);
  tell({change.after, is_known ? SyncState::kModify : SyncState::kAdd}, out);
}

void SyncSearch::finish_publication(std::string& out) {
  std::for_each(gone_containers_.rbegin(), gone_containers_.rend(), [&](const Entry* entry) {
    tell({entry, SyncState::kDelete}, out);
  });
  gone_containers_.clear();
  const std::string before = cookie();
  tree_ = changes_->after();
  if (pending_) {
    send(*pending_, cookie(), out);
  } else if (cookie() != before) {
    protocol::append_sync_new_cookie(out, terms_.message_id, cookie());
  }
  pending_.reset();
  matcher_before_.reset();
  matcher_after_.reset();
  changes_.reset();
}

bool SyncSearch::is_wanted(const Entry* entry, Matcher& matcher) const {
  if (entry == nullptr) return false;
  return is_in_scope(entry->key(), terms_.base_key, terms_.scope) &&
         authority_->sees(entry->key()) && matcher.matches(*entry);
}

void SyncSearch::tell(News news, std::string& out) {
  if (pending_) send(*pending_, std::nullopt, out);
  pending_ = news;
}

void SyncSearch::send(const News& news, const std::optional<std::string>& cookie,
                      std::string& out) {
  ++entries_sent_;
  const std::string controls = protocol::encode_sync_state(news.state, news.entry->uuid(), cookie);
  if (news.state == SyncState::kDelete) {
    protocol::append_search_entry_prefix(out, terms_.message_id, news.entry->name_tlv(), 0,
                                         controls.size());
  } else {
    const Tree& tree = changes_ ? *changes_->after() : *tree_;
    selection_.append_entry(out, terms_.message_id, tree, *news.entry, terms_.types_only,
                            controls.size());
  }
  out += controls;
}

void SyncSearch::send_present(std::string& out) {
  if (present_.empty()) return;
  protocol::append_sync_id_set(out, terms_.message_id, present_);
  present_.clear();
}

}  // namespace drawbridge::ldap::server
