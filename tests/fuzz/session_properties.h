#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/require.h"
#include "ldap/ber/reader.h"
#include "ldap/protocol/content_sync.h"
#include "ldap/protocol/message.h"
#include "ldap/server/password_change.h"
#include "unit/ldap/server/conversation.h"

namespace drawbridge::fuzz {

/// What of an answer must not depend on how the requests came in pieces: no cookies, no times.
struct AnswerOutline {
  std::int64_t id = 0;
  ldap::protocol::Operation operation{};
  std::string head;  ///< The code of a result, the DN of an entry.

  bool operator==(const AnswerOutline&) const = default;
};

inline AnswerOutline outline_of(std::string_view pdu) {
  using ldap::protocol::Operation;
  const auto message = ldap::protocol::decode_message(pdu, 10);
  require(message.has_value(), "an answer decodes");
  AnswerOutline outline{message->id, message->operation, {}};
  ldap::ber::Reader in(message->contents);
  if (message->operation == Operation::kSearchResultEntry) {
    const auto dn = in.octet_string();
    require(dn.has_value(), "an entry has a DN");
    outline.head = std::string(*dn);
  } else if (message->operation != Operation::kIntermediateResponse) {
    const auto code = in.enumerated(0, 4096);
    require(code.has_value(), "a result has a code");
    outline.head = std::to_string(*code);
  }
  return outline;
}

inline std::vector<AnswerOutline> outlines_of(std::string_view octets) {
  std::vector<AnswerOutline> all;
  ldap::ber::Reader stream(octets);
  while (!stream.at_end()) {
    const std::string_view before = stream.rest();
    require(stream.next().has_value(), "answers are whole");
    all.push_back(outline_of(before.substr(0, before.size() - stream.rest().size())));
  }
  return all;
}

/// Whether the requests are answered one after the other: none ends others, and none is a
/// synchronisation, which goes on beside the requests after it. Else it matters what has been
/// answered when the next octets come.
inline bool are_answered_in_turn(std::string_view octets) {
  using ldap::protocol::Operation;
  ldap::ber::Reader stream(octets);
  while (!stream.at_end()) {
    const std::string_view before = stream.rest();
    if (!stream.next()) return true;
    const auto message =
        ldap::protocol::decode_message(before.substr(0, before.size() - stream.rest().size()), 10);
    if (!message) return true;
    if (message->operation == Operation::kAbandonRequest ||
        message->operation == Operation::kUnbindRequest ||
        message->operation == Operation::kExtendedRequest) {
      return false;
    }
    for (const ldap::protocol::Control& control : message->controls) {
      if (control.oid == ldap::protocol::kSyncRequestOid) return false;
    }
  }
  return true;
}

/// How a client that is being imitated begins.
struct Beginning {
  bool has_tls = false;    ///< StartTLS is offered.
  bool is_remote = false;  ///< In clear from elsewhere: binds get 13.
  bool is_bound = false;   ///< As a service account of one offering.
};

/// Takes every new password; only people, for themselves, ever get so far.
class WillingModifier final : public ldap::server::PasswordModifier {
 public:
  void change(ldap::server::PasswordChange wish,
              ldap::server::PasswordChangeOutcome done) override {
    require(wish.identity != nullptr && wish.identity->kind == ldap::server::IdentityKind::kPerson,
            "only people change passwords");
    ldap::server::PasswordChangeAnswer answer;
    if (!wish.new_password) answer.generated = Secret("made up");
    done(std::move(answer));
  }
};

/// The answers to the octets, sent in pieces of that size; 0: in one.
inline std::string answers_to(std::string_view octets, const Beginning& beginning,
                              std::size_t piece) {
  ldap::server::Services::Options options;
  options.limits.max_output_bytes = 4096;
  options.limits.max_message_bytes = 65'536;
  options.limits.max_message_bytes_anonymous = 16'384;
  options.has_tls = beginning.has_tls;
  WillingModifier modifier;
  options.passwords = &modifier;
  ldap::test::Conversation conversation(options, beginning.is_remote
                                                     ? ldap::test::Conversation::remote()
                                                     : ldap::test::Conversation::local());
  if (beginning.is_bound) {
    conversation.send(ldap::test::bind(1, ldap::test::alpha_service()->name.text(), "secret"));
  }
  std::string all;
  const std::size_t step = piece == 0 ? std::max<std::size_t>(octets.size(), 1) : piece;
  for (std::size_t at = 0; at < octets.size() && conversation.need != ldap::server::Need::kClose;
       at += step) {
    const std::string copy(octets.substr(at, step));  // of its own, for AddressSanitizer
    all += conversation.send(copy);
  }
  require(conversation.largest_output <= options.limits.max_output_bytes + 65'536,
          "the output is bounded");
  return all;
}

/// Nobody who has not bound sees more than the root DSE and the subschema, and an account of one
/// offering nothing of another.
inline void check_visibility(const std::vector<AnswerOutline>& answers,
                             const Beginning& beginning) {
  using ldap::protocol::Operation;
  const bool has_bound_anew =
      std::any_of(answers.begin(), answers.end(), [](const AnswerOutline& answer) {
        return answer.operation == Operation::kBindResponse && answer.head == "0";
      });
  if (has_bound_anew) return;
  for (const AnswerOutline& answer : answers) {
    if (answer.operation != Operation::kSearchResultEntry) continue;
    const bool is_public = answer.head.empty() || answer.head == "cn=Subschema";
    const bool is_own =
        answer.head == "dc=example,dc=org" || answer.head.ends_with("ou=alpha,dc=example,dc=org");
    require(is_public || (beginning.is_bound && is_own), "only visible entries are sent");
  }
}

/// Any octets from a client get whole answers or none, never more than the client may see, and the
/// same ones however the octets are cut. The first octet says how the conversation begins and how
/// it is cut.
inline void check_session(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto choice = static_cast<unsigned char>(bytes.front());
  const Beginning beginning{(choice & 1U) != 0, (choice & 2U) != 0, (choice & 4U) != 0};
  const std::string_view octets = bytes.substr(1);
  const auto whole = outlines_of(answers_to(octets, beginning, 0));
  check_visibility(whole, beginning);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    require(whole[i].id >= 0, "an answer has an ID");
    require(whole[i].id != 0 || i + 1 == whole.size(), "a notice of disconnection is the last");
  }
  if (!are_answered_in_turn(octets)) return;
  const std::size_t piece = 1 + (choice >> 3U);
  require(outlines_of(answers_to(octets, beginning, piece)) == whole,
          "the segmentation changes nothing");
}

}  // namespace drawbridge::fuzz
