#include "ldap/server/search_start.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "base/keyed_hash.h"
#include "ldap/directory/match.h"
#include "ldap/dn/dn.h"
#include "ldap/protocol/deref.h"
#include "ldap/protocol/paged_results.h"

namespace drawbridge::ldap::server {
namespace {

using protocol::ResultCode;
using protocol::Scope;

SearchStart answer(ResultCode code, std::string text = {}) {
  SearchStart start;
  start.result = {code, {}, std::move(text)};
  return start;
}

/// 2 for what is malformed, 11 for what is too large.
SearchStart refuse(const Error& error) {
  return answer(error.code == ErrorCode::kTooLarge ? ResultCode::kAdminLimitExceeded
                                                   : ResultCode::kProtocolError,
                error.message);
}

/// The controls of a search that mean something here.
struct SearchControls {
  std::optional<protocol::PagedResults> page;
  std::optional<std::vector<protocol::DerefSpec>> deref;
  bool is_deref_critical = false;
};

Result<SearchControls> decode_controls(const protocol::Message& message) {
  SearchControls controls;
  for (const protocol::Control& control : message.controls) {
    const bool is_page = control.oid == protocol::kPagedResultsOid;
    if (!is_page && control.oid != protocol::kDerefOid) continue;
    if (is_page ? controls.page.has_value() : controls.deref.has_value()) {
      return fail(ErrorCode::kInvalid, "The control comes twice.");
    }
    const std::string_view value = control.value.value_or("");
    if (is_page) {
      DRAWBRIDGE_TRY(controls.page, protocol::decode_paged_results(value));
    } else {
      DRAWBRIDGE_TRY(controls.deref, protocol::decode_deref(value));
      controls.is_deref_critical = control.is_critical;
    }
  }
  return controls;
}

std::int32_t smaller_limit(std::int32_t a, std::int32_t b) {
  if (a == 0 || b == 0) return std::max(a, b);
  return std::min(a, b);
}

/// A base-object search of the root DSE or the subschema subentry. It fits on one page, and the
/// few names in it are followed at once.
SearchStart search_special(const directory::Entry& entry, const protocol::Message& message,
                           const protocol::SearchRequest& request, const filter::Filter& filter,
                           const SearchControls& controls, const Searcher& searcher,
                           Services& services, std::string& out) {
  SearchStart start;
  start.is_paged = controls.page.has_value();
  if (request.scope == Scope::kSingleLevel) return start;
  const auto& tree = services.tree();
  if (!directory::Matcher(filter, *tree).matches(entry)) return start;
  Dereference dereference(controls.deref.value_or(std::vector<protocol::DerefSpec>()), *tree,
                          *searcher.authority, services.limits().max_dereferenced_bytes);
  dereference.begin(entry);
  std::size_t work = std::numeric_limits<std::size_t>::max();
  dereference.advance(work);
  services.selections()
      .find(request.attributes)
      .append_entry(out, message.id, *tree, entry, request.types_only, dereference.controls_size());
  dereference.append_controls(out);
  start.entries = 1;
  return start;
}

Search::Terms terms_of(const protocol::Message& message, const protocol::SearchRequest& request,
                       const Searcher& searcher, const Services& services) {
  Search::Terms terms;
  terms.message_id = message.id;
  terms.types_only = request.types_only;
  terms.size_limit = smaller_limit(request.size_limit, searcher.size_limit);
  if (request.time_limit != 0) {
    terms.deadline = services.now() + std::chrono::seconds(request.time_limit);
  }
  return terms;
}

/// A new search below `key`.
SearchStart search_tree(Search::Terms terms, std::string_view key,
                        const protocol::SearchRequest& request, filter::Filter filter,
                        const Searcher& searcher, Services& services) {
  const std::shared_ptr<const directory::Tree>& tree = services.tree();
  SearchStart start;
  const schema::AttributeSet& hidden = searcher.authority->hidden_attributes();
  filter.hide(hidden);
  if (!searcher.authority->sees(key) || services.find_base(tree, key) == nullptr) {
    start.result = no_such_object(*tree, *searcher.authority, key);
    return start;
  }
  auto place = std::make_unique<SearchPlace>(
      SearchPlace{tree, EntryWalk(*tree, *searcher.authority, key, request.scope, filter), 0});
  start.search = std::make_unique<Search>(
      terms, std::move(filter), services.selections().find(request.attributes).without(hidden),
      std::move(place));
  return start;
}

/// The next page of a search that is kept.
SearchStart resume(Search::Terms terms, std::string_view cookie, std::uint64_t fingerprint,
                   const protocol::SearchRequest& request, filter::Filter filter,
                   const Searcher& searcher, Services& services) {
  auto place = searcher.paged->take(cookie, fingerprint);
  if (place == nullptr) {
    return answer(ResultCode::kUnwillingToPerform, "The paged results cookie is not valid.");
  }
  SearchStart start;
  if (terms.page_size == 0) return start;  // the client gives the search up
  const schema::AttributeSet& hidden = searcher.authority->hidden_attributes();
  filter.hide(hidden);
  start.search = std::make_unique<Search>(
      terms, std::move(filter), services.selections().find(request.attributes).without(hidden),
      std::move(place));
  return start;
}

/// One page: the first, or the one that its cookie names.
SearchStart search_page(Search::Terms terms, const protocol::PagedResults& page,
                        std::string_view key, const protocol::Message& message,
                        const protocol::SearchRequest& request, filter::Filter filter,
                        const Searcher& searcher, Services& services) {
  terms.page_size = page.size;
  const std::uint64_t fingerprint = keyed_hash(message.contents);
  SearchStart start;
  if (!page.cookie.empty()) {
    start = resume(terms, page.cookie, fingerprint, request, std::move(filter), searcher, services);
  } else {
    start = search_tree(terms, key, request, std::move(filter), searcher, services);
    // The client wants no more than the estimate, and there is none.
    if (page.size == 0) start.search.reset();
  }
  start.is_paged = start.result.code == ResultCode::kSuccess;
  start.fingerprint = fingerprint;
  return start;
}

}  // namespace

SearchStart start_search(const protocol::Message& message, const protocol::SearchRequest& request,
                         const Searcher& searcher, Services& services, std::string& out) {
  const auto base = services.base_keys().find(request.base);
  if (!base) return answer(ResultCode::kInvalidDnSyntax, base.error().message);
  const std::string_view key = *base;
  const Limits& limits = services.limits();
  auto filter = filter::Filter::decode(
      request.filter, {.max_depth = limits.max_filter_depth, .max_nodes = limits.max_filter_nodes});
  if (!filter) return refuse(filter.error());
  const auto controls = decode_controls(message);
  if (!controls) return refuse(controls.error());
  const directory::EntryPointer special =
      services.special_entry(*services.tree(), key, searcher.offers_external);
  const bool is_base = request.scope == Scope::kBaseObject;
  if (special != nullptr && (is_base || !special->key().empty())) {
    return search_special(*special, message, request, *filter, *controls, searcher, services, out);
  }
  Search::Terms terms = terms_of(message, request, searcher, services);
  terms.is_dereference_critical = controls->is_deref_critical;
  SearchStart start =
      controls->page ? search_page(terms, *controls->page, key, message, request,
                                   *std::move(filter), searcher, services)
                     : search_tree(terms, key, request, *std::move(filter), searcher, services);
  if (start.search != nullptr && controls->deref) {
    start.search->dereference_by(*controls->deref, *searcher.authority,
                                 limits.max_dereferenced_bytes);
  }
  return start;
}

}  // namespace drawbridge::ldap::server
