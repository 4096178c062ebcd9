#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ldap/ber/reader.h"

namespace drawbridge::ldap::protocol {

enum class Scope { kBaseObject = 0, kSingleLevel = 1, kWholeSubtree = 2 };

enum class DerefAliases { kNever = 0, kInSearching = 1, kFindingBaseObject = 2, kAlways = 3 };

/// Most attribute descriptions one search may ask for.
inline constexpr std::size_t kMaxRequestedAttributes = 1024;

/// The attribute descriptions of a search: well-formed octets that are taken apart when somebody
/// wants to know the names. Borrows from the PDU.
class AttributeList {
 public:
  AttributeList() = default;
  /// @return kInvalid when malformed, kTooLarge above kMaxRequestedAttributes
  static Result<AttributeList> decode(std::string_view contents);

  bool empty() const { return contents_.empty(); }
  /// All of it: equal octets are equal lists.
  std::string_view octets() const { return contents_; }
  /// The descriptions in their order.
  std::vector<std::string_view> names() const;

 private:
  std::string_view contents_;
};

/// SearchRequest (RFC 4511 section 4.5.1); borrows from the PDU.
struct SearchRequest {
  std::string_view base;  ///< LDAPDN, not yet parsed.
  Scope scope = Scope::kBaseObject;
  DerefAliases deref_aliases = DerefAliases::kNever;
  std::int32_t size_limit = 0;  ///< Entries; 0 = none.
  std::int32_t time_limit = 0;  ///< Seconds; 0 = none.
  bool types_only = false;
  ber::Element filter{};     ///< For filter::Filter::decode.
  AttributeList attributes;  ///< Empty = all user attributes.
};

/// @param contents  of the protocolOp
/// @return kTooLarge above kMaxRequestedAttributes (11); kInvalid when malformed. A kInvalid that
///         names a field (scope, derefAliases, sizeLimit or timeLimit) is a value that can be read
///         and means nothing there: it is answered with protocolError (2), and the conversation
///         goes on (RFC 4511 sections 4 and 4.1.9). The filter is not decoded here.
Result<SearchRequest> decode_search_request(std::string_view contents);

}  // namespace drawbridge::ldap::protocol
