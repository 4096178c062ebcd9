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
                                 std::chrono::steady_clock::time_point now,
                                 std::size_t& nodes_left) {
  if (terms_.deadline && now >= *terms_.deadline) {
    result_ = {ResultCode::kTimeLimitExceeded};
    return Progress::kDone;
  }
  const std::size_t nodes = filter_.nodes().size();
  while (const directory::Entry* entry = place_->walk.next()) {
    const bool is_turn_over = nodes_left <= nodes;
    nodes_left -= std::min(nodes, nodes_left);
    if (matcher_.matches(*entry)) {
      nodes_left -= std::min(kWorkPerEntry, nodes_left);
      if (is_over_limit()) {
        place_->walk.give_back(entry);
        return Progress::kDone;
      }
      selection_.append_entry(out, terms_.message_id, *place_->tree, *entry, terms_.types_only);
      ++sent_in_page_;
      ++place_->sent;
      if (out.size() >= max_output) return Progress::kOutputFull;
    }
    if (is_turn_over) return Progress::kTurnOver;
  }
  return Progress::kDone;
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
