#include "ldap/protocol/search_request.h"

#include <limits>
#include <string>
#include <utility>

#include "ldap/protocol/message.h"

namespace drawbridge::ldap::protocol {
namespace {

constexpr std::int32_t kLeast = std::numeric_limits<std::int32_t>::min();

Status check_range(std::string_view field, std::int32_t value, std::int32_t most) {
  if (value >= 0 && value <= most) return {};
  std::string text(field);
  text += most == kMaxInt ? " is negative." : " has no such value.";
  return fail(ErrorCode::kInvalid, std::move(text), std::string(field));
}

}  // namespace

Result<AttributeList> AttributeList::decode(std::string_view contents) {
  ber::Reader in(contents);
  for (std::size_t count = 0; !in.at_end(); ++count) {
    if (count == kMaxRequestedAttributes) {
      return fail(ErrorCode::kTooLarge, "too many attributes requested");
    }
    if (!in.skip_short(ber::kOctetString)) DRAWBRIDGE_CHECK(in.octet_string());
  }
  AttributeList list;
  list.contents_ = contents;
  return list;
}

std::vector<std::string_view> AttributeList::names() const {
  std::vector<std::string_view> names;
  for (ber::Reader in(contents_); !in.at_end();) {
    const auto name = in.octet_string();
    if (!name) break;  // decode() has read it all
    names.push_back(*name);
  }
  return names;
}

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
  DRAWBRIDGE_TRY(const auto scope, in.enumerated(kLeast, kMaxInt));
  DRAWBRIDGE_TRY(const auto deref_aliases, in.enumerated(kLeast, kMaxInt));
  DRAWBRIDGE_TRY(request.size_limit, in.integer(kLeast, kMaxInt));
  DRAWBRIDGE_TRY(request.time_limit, in.integer(kLeast, kMaxInt));
  DRAWBRIDGE_TRY(request.types_only, in.boolean());
  DRAWBRIDGE_TRY(request.filter, in.next());
  DRAWBRIDGE_TRY(const auto attributes, in.element(ber::kSequence));
  DRAWBRIDGE_CHECK(in.finish());
  DRAWBRIDGE_TRY(request.attributes, AttributeList::decode(attributes));
  DRAWBRIDGE_CHECK(check_range("scope", scope, 2));
  DRAWBRIDGE_CHECK(check_range("derefAliases", deref_aliases, 3));
  DRAWBRIDGE_CHECK(check_range("sizeLimit", request.size_limit, kMaxInt));
  DRAWBRIDGE_CHECK(check_range("timeLimit", request.time_limit, kMaxInt));
  request.scope = static_cast<Scope>(scope);
  request.deref_aliases = static_cast<DerefAliases>(deref_aliases);
  return request;
}

}  // namespace drawbridge::ldap::protocol
