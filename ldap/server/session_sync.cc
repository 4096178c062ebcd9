#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "ldap/filter/filter.h"
#include "ldap/protocol/response.h"
#include "ldap/server/session.h"

namespace drawbridge::ldap::server {

using protocol::ResultCode;

void Session::dispatch_sync(const protocol::Message& message,
                            const protocol::SearchRequest& request,
                            const protocol::Control& control, std::string& out) {
  SyncStart start;
  if (syncs_.size() >= services_->limits().max_sync_searches) {
    start.result = {ResultCode::kAdminLimitExceeded, {}, "Too many synchronisations."};
  } else {
    start = start_sync(message, request, control, identity_.get(), authority_, *services_);
  }
  if (start.search == nullptr) {
    protocol::append_result(out, message.id, protocol::Operation::kSearchResultDone, start.result);
    return record("sync", start.result.code, request.base);
  }
  Synchronisation& sync = syncs_.emplace_back();
  sync.search = std::move(start.search);
  sync.began = request_began_;
  const Observer* observer = services_->observer();
  if (observer != nullptr && observer->wants_details()) {
    sync.target = request.base.substr(0, kMaxRecordedOctets);
    sync.detail = filter::print(sync.search->filter(), kMaxRecordedOctets);
  }
}

/// Records a synchronisation, with the entries sent since its last record.
void Session::record_sync(Synchronisation& sync, std::optional<ResultCode> code) {
  const auto began = std::exchange(request_began_, sync.began);
  const auto delay = std::exchange(credentials_.delay, {});
  const std::uint64_t sent = sync.search->entries_sent();
  record("sync", code, sync.target, sync.detail, sent - std::exchange(sync.entries_recorded, sent),
         std::exchange(sync.was_recorded, true));
  request_began_ = began;
  credentials_.delay = delay;
}

bool Session::end_sync(std::int32_t message_id, std::optional<ResultCode> code) {
  const auto found = std::find_if(syncs_.begin(), syncs_.end(), [&](const auto& sync) {
    return sync.search->message_id() == message_id;
  });
  if (found == syncs_.end()) return false;
  record_sync(*found, code);
  syncs_.erase(found);
  return true;
}

/// Ends all of them without a word to the client.
void Session::end_syncs() {
  for (Synchronisation& sync : syncs_) record_sync(sync, std::nullopt);
  syncs_.clear();
}

void Session::advance_syncs(std::string& out) {
  if (syncs_.empty() || need_ != Need::kInput) return;
  if (!renew_identity(out)) return;
  // What the account sees of this tree cannot be told yet: the tree is published before the rest,
  // and the word of that is on its way.
  if (renewed_at_ < services_->tree()->revision()) return;
  for (std::size_t at = 0; at < syncs_.size();) {
    const std::size_t most = services_->max_output();
    if (out.size() >= most) {
      need_ = Need::kOutput;
      return;
    }
    Synchronisation& sync = syncs_[at];
    const auto progress = sync.search->advance(out, most, services_->tree());
    const bool persists = progress != SyncSearch::Progress::kDone && sync.search->is_refreshed();
    if (persists && !sync.was_recorded) record_sync(sync, std::nullopt);
    switch (progress) {
      case SyncSearch::Progress::kDone:
        record_sync(sync, ResultCode::kSuccess);
        syncs_.erase(syncs_.begin() + static_cast<std::ptrdiff_t>(at));
        continue;
      case SyncSearch::Progress::kOutputFull:
        need_ = Need::kOutput;
        return;
      case SyncSearch::Progress::kTurnOver:
        need_ = Need::kTurn;
        break;
      case SyncSearch::Progress::kWaiting:
        break;
    }
    ++at;
  }
}

}  // namespace drawbridge::ldap::server
