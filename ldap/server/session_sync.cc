#include <algorithm>
#include <utility>

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
  } else {
    syncs_.push_back(std::move(start.search));
  }
  record("sync", start.result.code, request.base);
}

bool Session::end_sync(std::int32_t message_id) {
  return std::erase_if(syncs_,
                       [&](const auto& sync) { return sync->message_id() == message_id; }) != 0;
}

/// Whether who began the synchronisations still is who he was. A consumer whose account has gone
/// or sees other entries than before must not take that for deletions: it has to begin anew.
/// Nothing while that cannot be told of the current tree, which is published before the rest.
std::optional<bool> Session::is_still_who_it_was() {
  const std::uint64_t revision = services_->tree()->revision();
  if (revision <= sync_renewed_at_) return true;
  const Renewal renewal = services_->authenticator().renew(identity_);
  if (renewal.identity != identity_) return false;
  if (renewal.revision < revision) return std::nullopt;
  sync_renewed_at_ = revision;
  return true;
}

void Session::advance_syncs(std::string& out) {
  if (syncs_.empty() || need_ != Need::kInput) return;
  const auto is_same = is_still_who_it_was();
  if (!is_same) return;  // the word of the publication is on its way
  if (!*is_same) {
    syncs_.clear();
    return disconnect(ResultCode::kUnavailable,
                      "What this account may replicate has changed; bind again.", out);
  }
  for (std::size_t at = 0; at < syncs_.size();) {
    const std::size_t most = services_->limits().max_output_bytes;
    if (out.size() >= most) {
      need_ = Need::kOutput;
      return;
    }
    switch (syncs_[at]->advance(out, most, services_->tree())) {
      case SyncSearch::Progress::kDone:
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
