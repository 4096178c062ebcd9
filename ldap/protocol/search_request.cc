#include "ldap/protocol/search_request.h"

#include "ldap/protocol/message.h"

namespace drawbridge::ldap::protocol {

namespace {

/// Most clients ask for a few names; sssd for about 35.
constexpr std::size_t kUsualAttributes = 40;

}  // namespace

// SearchRequest ::= [APPLICATION 3] SEQUENCE {
//      baseObject      LDAPDN,
//      scope           ENUMERATED { baseObject (0), singleLevel (1), wholeSubtree (2), ... },
//      derefAliases    ENUMERATED { neverDerefAliases (0), derefInSearching (1),
//                                   derefFindingBaseObj (2), derefAlways (3) },
//      sizeLimit       INTEGER (0 ..  maxInt),
//      timeLimit       INTEGER (0 ..  maxInt),
//      typesOnly       BOOLEAN,
//      filter          Filter,
//      attributes      AttributeSelection }
Result<SearchRequest> decode_search_request(std::string_view contents) {
  ber::Reader in(contents);
  SearchRequest request;
  DRAWBRIDGE_TRY(request.base, in.octet_string());
  DRAWBRIDGE_TRY(const auto scope, in.enumerated(0, 2));
  request.scope = static_cast<Scope>(scope);
  DRAWBRIDGE_TRY(const auto deref_aliases, in.enumerated(0, 3));
  request.deref_aliases = static_cast<DerefAliases>(deref_aliases);
  DRAWBRIDGE_TRY(request.size_limit, in.integer(0, kMaxInt));
  DRAWBRIDGE_TRY(request.time_limit, in.integer(0, kMaxInt));
  DRAWBRIDGE_TRY(request.types_only, in.boolean());
  DRAWBRIDGE_TRY(request.filter, in.next());
  DRAWBRIDGE_TRY(auto attributes, in.enter(ber::kSequence));
  DRAWBRIDGE_CHECK(in.finish());
  if (!attributes.at_end()) request.attributes.reserve(kUsualAttributes);
  while (!attributes.at_end()) {
    if (request.attributes.size() == kMaxRequestedAttributes) {
      return fail(ErrorCode::kTooLarge, "too many attributes requested");
    }
    DRAWBRIDGE_TRY(request.attributes.emplace_back(), attributes.octet_string());
  }
  return request;
}

}  // namespace drawbridge::ldap::protocol
