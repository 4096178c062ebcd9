#include "ldap/server/search.h"

#include <algorithm>
#include <utility>

#include "ldap/dn/dn.h"

namespace drawbridge::ldap::server {
namespace {

/// What it costs to send an entry, in filter nodes evaluated.
constexpr std::size_t kWorkPerEntry = 10;

}  // namespace

using protocol::ResultCode;

Search::Search(Terms terms, filter::Filter filter, AttributeSelection selection,
               std::unique_ptr<SearchPlace> place)
    : terms_(terms),
      filter_(std::move(filter)),
      selection_(selection),
      place_(std::move(place)),
      matcher_(filter_, *place_->tree) {}

Search::Progress Search::advance(std::string& out, std::size_t max_output,
                                 std::chrono::steady_clock::time_point now, std::size_t& work) {
  if (terms_.deadline && now >= *terms_.deadline) {
    result_ = {ResultCode::kTimeLimitExceeded};
    return Progress::kDone;
  }
  while (true) {
    if (found_ == nullptr) {
      const Step step = find_next(work);
      if (step != Step::kFound) {
        return step == Step::kEnd ? Progress::kDone : Progress::kTurnOver;
      }
    }
    if (dereference_ && !dereference_->advance(work)) return Progress::kTurnOver;
    if (!send_found(out)) return Progress::kDone;
    work -= std::min(kWorkPerEntry, work);
    if (out.size() >= max_output) return Progress::kOutputFull;
  }
}

/// Looks for the next entry that is to be sent.
Search::Step Search::find_next(std::size_t& work) {
  while (const directory::Entry* entry = place_->walk.next(work)) {
    const bool is_match = matcher_.matches(*entry);
    if (matcher_.is_exhausted()) {
      result_ = {ResultCode::kAdminLimitExceeded, {}, "The filter is too much work."};
      return Step::kEnd;
    }
    work -= std::min(work, matcher_.take_work());
    if (!is_match) continue;
    if (is_over_limit()) {
      place_->walk.give_back(entry);
      return Step::kEnd;
    }
    found_ = entry;
    if (dereference_) dereference_->begin(*entry);
    return Step::kFound;
  }
  return work == 0 ? Step::kTurnOver : Step::kEnd;
}

/// @return false when the search ends instead
bool Search::send_found(std::string& out) {
  const bool is_too_large = dereference_ && dereference_->is_too_large();
  if (is_too_large && terms_.is_dereference_critical) {
    result_ = {sent_in_page_ == 0 ? ResultCode::kUnavailableCriticalExtension
                                  : ResultCode::kAdminLimitExceeded,
               {},
               "There are too many entries to dereference."};
    return false;
  }
  const std::size_t controls_size = dereference_ ? dereference_->controls_size() : 0;
  selection_.append_entry(out, terms_.message_id, *place_->tree, *found_, terms_.types_only,
                          controls_size);
  if (dereference_) dereference_->append_controls(out);
  found_ = nullptr;
  ++sent_in_page_;
  ++place_->sent;
  return true;
}

/// Asked with one more entry at hand: whether it is one too many, for the search or the page.
bool Search::is_over_limit() {
  if (terms_.size_limit != 0 && place_->sent >= terms_.size_limit) {
    result_ = {ResultCode::kSizeLimitExceeded};
    return true;
  }
  has_more_ = terms_.page_size != 0 && sent_in_page_ >= terms_.page_size;
  return has_more_;
}

std::unique_ptr<SearchPlace> Search::take_place() {
  return has_more_ ? std::move(place_) : nullptr;
}

protocol::LdapResult no_such_object(const directory::Tree& tree, const Authority& authority,
                                    std::string_view key) {
  protocol::LdapResult result{ResultCode::kNoSuchObject};
  for (std::string_view ancestor = dn::parent_key(key); !ancestor.empty();
       ancestor = dn::parent_key(ancestor)) {
    if (!authority.sees(ancestor)) continue;
    if (const directory::Entry* entry = tree.find(ancestor)) {
      result.matched_dn = std::string(entry->dn());
      break;
    }
  }
  return result;
}

}  // namespace drawbridge::ldap::server
