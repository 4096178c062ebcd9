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
