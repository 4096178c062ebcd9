#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ldap/protocol/message.h"
#include "ldap/protocol/result.h"
#include "ldap/protocol/search_request.h"
#include "ldap/server/authority.h"
#include "ldap/server/paged_searches.h"
#include "ldap/server/search.h"
#include "ldap/server/services.h"

namespace drawbridge::ldap::server {

/// Who asks.
struct Searcher {
  const Authority* authority = nullptr;
  std::int32_t size_limit = 0;  ///< Entries; 0 = none.
  PagedSearches* paged = nullptr;
  bool offers_external = false;  ///< SASL EXTERNAL works on the connection: for the root DSE.
};

/// How a search begins: either it is under way, or it has its result already.
struct SearchStart {
  std::unique_ptr<Search> search;  ///< Null: `result` is the answer.
  protocol::LdapResult result;
  std::int32_t entries = 0;       ///< Appended already.
  bool is_paged = false;          ///< The answer carries the paged results control.
  std::uint64_t fingerprint = 0;  ///< Of the request, when paged; for PagedSearches::keep.
};

/// Begins a search (RFC 4511 section 4.5.1, RFC 2696). A search of the root DSE or the subschema
/// appends its entry to `out` at once.
/// @param message  its PDU must stay while the search lives
SearchStart start_search(const protocol::Message& message, const protocol::SearchRequest& request,
                         const Searcher& searcher, Services& services, std::string& out);

}  // namespace drawbridge::ldap::server
