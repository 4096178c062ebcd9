#pragma once

#include <string>
#include <string_view>

#include "fuzz/require.h"
#include "ldap/ber/reader.h"
#include "ldap/dn/dn.h"
#include "ldap/filter/filter.h"

namespace drawbridge::fuzz {

/// Every element lies inside the octets, and the cursor always gets on.
inline void check_ber(std::string_view bytes) {
  ldap::ber::Reader reader(bytes);
  while (!reader.at_end()) {
    const std::size_t before = reader.rest().size();
    const auto element = reader.next();
    if (!element) break;
    require(is_inside(element->contents, bytes), "element inside the octets");
    require(reader.rest().size() < before, "the reader gets on");
    (void)ldap::ber::decode_integer(element->contents, -1, 1);
    (void)ldap::ber::decode_boolean(element->contents);
  }
}

/// A name that is accepted prints as one that is equal, and prints the same again.
inline void check_dn(std::string_view text) {
  const auto name = ldap::dn::Dn::parse(text);
  std::string key;
  const bool has_key = ldap::dn::append_key(text, key).has_value();
  if (!name) return;
  require(has_key && key == name->key(), "append_key agrees with parse");
  const auto again = ldap::dn::Dn::parse(name->text());
  require(again.has_value(), "a printed name is a name");
  require(*again == *name, "a printed name is equal");
  require(again->text() == name->text(), "printing is stable");
  require(again->rdns() == name->rdns(), "printing keeps the values");
  require(name->is_within(name->parent()), "a name is within its parent");
  require(name->rdns().size() == name->depth(), "depth counts the RDNs");
}

/// The nodes form a tree in pre-order, and the text form is bounded.
inline void check_filter_tree(const ldap::filter::Filter& filter) {
  const auto nodes = filter.nodes();
  require(filter.root().end == nodes.size(), "the root spans the filter");
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    require(nodes[i].end > i && nodes[i].end <= nodes.size(), "a node ends after itself");
    require(nodes[i].is_set() || nodes[i].end == i + 1, "items have no children");
    require(filter.pieces(nodes[i]).size() == nodes[i].piece_count, "pieces are there");
  }
  require(ldap::filter::print(filter, 200).size() <= 200, "printing is bounded");
}

inline void check_filter(std::string_view bytes) {
  ldap::ber::Reader reader(bytes);
  if (const auto element = reader.next()) {
    if (const auto filter = ldap::filter::Filter::decode(*element)) check_filter_tree(*filter);
  }
  const auto parsed = ldap::filter::Filter::parse(bytes);
  if (!parsed) return;
  check_filter_tree(*parsed);
}

}  // namespace drawbridge::fuzz
