#include "ldap/server/session.h"

#include <array>
#include <span>
#include <utility>

#include "ldap/directory/warm_up.h"
#include "ldap/protocol/paged_results.h"
#include "ldap/protocol/response.h"
#include "ldap/server/foresight.h"

namespace drawbridge::ldap::server {

namespace {

/// Work done before other connections get their turn, see directory::Matcher: about a millisecond.
constexpr std::size_t kWorkPerTurn = 20'000;

/// What any request costs, in the same units.
constexpr std::size_t kWorkPerRequest = 200;

}  // namespace

using protocol::LdapResult;
using protocol::Operation;
using protocol::ResultCode;

Session::Session(Services& services, Peer peer, Routes routes)
    : services_(&services),
      peer_(std::move(peer)),
      routes_(std::move(routes)),
      paged_(services.limits().max_paged_searches) {}

Need Session::run(std::string& out) {
  if (need_ == Need::kClose || need_ == Need::kTls) return need_;
  if (!renew_identity(out)) return need_;
  if (wake_at() && services_->now() >= *wake_at()) look_at_credentials();
  if (need_ != Need::kOutcome) need_ = Need::kInput;
  work_left_ = kWorkPerTurn;
  foreseen_ = 0;
  if (need_ == Need::kOutcome || search_.search != nullptr) look_ahead(out);
  while (need_ == Need::kInput || (need_ == Need::kOutcome && credentials_.has_outcome)) {
    if (need_ == Need::kOutcome) {
      answer_credentials(out);
    } else if (search_.search != nullptr) {
      if (!advance_search(out)) break;
    } else if (out.size() >= services_->max_output()) {
      need_ = Need::kOutput;
    } else if (work_left_ < kWorkPerRequest) {
      need_ = Need::kTurn;
    } else if (!take_request(out)) {
      advance_syncs(out);
      break;
    }
  }
  return need_;
}

/// Has the processor's caches fetch what the requests that have come together will look up.
void Session::foresee() {
  if (foreseen_ != 0) {
    --foreseen_;
    return;
  }
  if (identity_ == nullptr) return;
  std::array<std::string_view, directory::kMaxWarmedUp> requests;
  const std::size_t count = framer_.peek(requests);
  if (count < 2) return;
  std::array<directory::IndexLookup, directory::kMaxWarmedUp> lookups;
  std::size_t found = 0;
  for (const std::string_view request : std::span(requests).first(count)) {
    if (const auto lookup = foresee_lookup(request, authority_)) lookups[found++] = *lookup;
  }
  directory::warm_up(*services_->tree(), std::span(lookups).first(found));
  foreseen_ = count - 1;
}

/// Takes the next request from the framer and begins it.
/// @return whether there was a whole one
bool Session::take_request(std::string& out) {
  foresee();
  const Limits& limits = services_->limits();
  const std::size_t most =
      identity_ == nullptr ? limits.max_message_bytes_anonymous : limits.max_message_bytes;
  const auto pdu = framer_.next(most);
  const bool is_partial = pdu && !*pdu;
  if (!is_partial && services_->observer() != nullptr) {
    request_began_ = std::chrono::steady_clock::now();
  }
  if (!pdu) {
    malformed(pdu.error().message, out);
    return true;
  }
  if (is_partial) return false;
  const auto message = protocol::decode_request(**pdu, limits.max_controls);
  if (!message) {
    malformed(message.error().message, out);
    return true;
  }
  has_spoken_ = true;
  work_left_ -= kWorkPerRequest;
  if (is_synchronising_as(message->id)) {
    malformed("The message ID is that of a synchronisation under way.", out);
    return true;
  }
  dispatch(*message, out);
  // A search under way points into its PDU.
  if (search_.search == nullptr) framer_.release();
  return true;
}

void Session::malformed(std::string_view text, std::string& out) {
  record("malformed", ResultCode::kProtocolError, {}, text);
  disconnect(ResultCode::kProtocolError, text, out);
}

void Session::disconnect(ResultCode code, std::string_view text, std::string& out) {
  if (need_ == Need::kClose) return;
  protocol::append_notice_of_disconnection(out, code, text);
  has_said_goodbye_ = true;
  need_ = Need::kClose;
}

void Session::become(std::shared_ptr<const Identity> identity) {
  // Pages of the former identity must not go on: they borrow its authority.
  paged_.clear();
  end_syncs();
  identity_ = std::move(identity);
  renewed_at_ = 0;
  authority_ = identity_ == nullptr ? Authority() : Authority(*identity_);
}

void Session::tls_started(std::string certificate_subject) {
  peer_.certificate_subject = std::move(certificate_subject);
  if (need_ != Need::kTls) return;
  peer_.has_tls = true;
  become(nullptr);
  need_ = Need::kInput;
}

/// @return whether the search is done
bool Session::advance_search(std::string& out) {
  const auto progress =
      search_.search->advance(out, services_->max_output(), services_->now(), work_left_);
  switch (progress) {
    case Search::Progress::kOutputFull:
      need_ = Need::kOutput;
      return false;
    case Search::Progress::kTurnOver:
      need_ = Need::kTurn;
      return false;
    case Search::Progress::kDone:
      break;
  }
  finish_search(search_.search->result(), search_.search->entries_sent(), out);
  framer_.release();
  return true;
}

void Session::finish_search(const LdapResult& result, std::int32_t entries, std::string& out) {
  if (search_.is_paged) {
    protocol::PagedResults page;
    std::string cookie;
    if (search_.search != nullptr) {
      if (auto place = search_.search->take_place()) {
        cookie = paged_.keep(std::move(place), search_.fingerprint);
      }
    }
    page.cookie = cookie;
    const protocol::ResponseControl control{protocol::kPagedResultsOid,
                                            protocol::encode_paged_results(page)};
    protocol::append_result(out, search_message_id_, Operation::kSearchResultDone, result,
                            {&control, 1});
  } else {
    protocol::append_result(out, search_message_id_, Operation::kSearchResultDone, result);
  }
  record("search", result.code, search_target_, search_detail_,
         static_cast<std::uint64_t>(entries));
  search_.search.reset();
}

void Session::end_operations() {
  if (search_.search != nullptr) {
    record("search", std::nullopt, search_target_, search_detail_,
           static_cast<std::uint64_t>(search_.search->entries_sent()));
    search_.search.reset();
    framer_.release();
  }
  end_syncs();
}

}  // namespace drawbridge::ldap::server
