#pragma once

#include <string>
#include <string_view>

#include "fuzz/require.h"
#include "ldap/protocol/content_sync.h"
#include "ldap/protocol/deref.h"
#include "ldap/protocol/paged_results.h"
#include "ldap/protocol/search_request.h"

namespace drawbridge::fuzz {

inline void check_paged_results(std::string_view value) {
  const auto page = ldap::protocol::decode_paged_results(value);
  if (!page) return;
  require(page->size >= 0, "a page has no negative size");
  require(is_inside(page->cookie, value), "the cookie lies inside the value");
  const std::string again = ldap::protocol::encode_paged_results(*page);
  const auto reread = ldap::protocol::decode_paged_results(again);
  require(reread && reread->size == page->size && reread->cookie == page->cookie,
          "an encoded page reads the same");
}

inline void check_deref(std::string_view value) {
  const auto specs = ldap::protocol::decode_deref(value);
  if (!specs) return;
  require(!specs->empty() && specs->size() <= ldap::protocol::kMaxDerefSpecs, "specs are capped");
  std::size_t attributes = 0;
  for (const auto& spec : *specs) {
    require(!spec.attribute.empty() && is_inside(spec.attribute, value), "a spec has an attribute");
    require(!spec.attributes.empty(), "a spec asks for something");
    for (const auto name : spec.attributes) require(is_inside(name, value), "a name inside");
    attributes += spec.attributes.size();
    std::string result;
    ldap::protocol::append_deref_result_prefix(result, spec.attribute, value, 0);
    require(result.size() == ldap::protocol::deref_result_size(spec.attribute, value, 0),
            "a result is as large as it was said to be");
    std::string controls;
    ldap::protocol::append_deref_controls_prefix(controls, value.size());
    require(controls.size() + value.size() == ldap::protocol::deref_controls_size(value.size()),
            "the controls are as large as they were said to be");
  }
  require(attributes <= ldap::protocol::kMaxRequestedAttributes, "attributes are capped");
}

inline void check_sync_request(std::string_view value) {
  const auto request = ldap::protocol::decode_sync_request(value);
  if (!request) return;
  require(request->mode == ldap::protocol::SyncMode::kRefreshOnly ||
              request->mode == ldap::protocol::SyncMode::kRefreshAndPersist,
          "the mode is one of two");
  require(is_inside(request->cookie, value), "the cookie lies inside the value");
  const auto cookie = ldap::protocol::parse_sync_cookie(request->cookie);
  require(is_inside(cookie.replica, value) && is_inside(cookie.csn, value), "its parts as well");
  const std::string printed = ldap::protocol::print_sync_cookie(cookie.replica, cookie.csn);
  const auto again = ldap::protocol::parse_sync_cookie(printed);
  require(again.replica == cookie.replica && again.csn == cookie.csn,
          "a printed cookie reads the same");
}

/// The values of controls, whatever octets they are.
inline void check_control(std::string_view value) {
  check_paged_results(value);
  check_deref(value);
  check_sync_request(value);
}

}  // namespace drawbridge::fuzz
