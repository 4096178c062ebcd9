#include "ldap/directory/warm_up.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "unit/ldap/sample_tree.h"

namespace drawbridge::ldap::directory {
namespace {

using schema::AttributeId;

IndexLookup lookup(AttributeId type, const std::string& normal_value) {
  return {type, index_hash(type, normal_value)};
}

TEST(WarmUp, TakesAnyLookups) {
  const auto tree = test::sample_tree(100);
  std::vector<IndexLookup> lookups;
  for (int n = 0; n < 200; ++n) {
    lookups.push_back(lookup(AttributeId::kUid, "user" + test::number(n)));
    lookups.push_back(lookup(AttributeId::kMemberUid, "user" + test::number(n)));
    warm_up(*tree, std::span(lookups).last(std::min<std::size_t>(lookups.size(), 20)));
  }
  warm_up(*tree, lookups);
  warm_up(*tree, {});
  warm_up(Tree(test::name("dc=example,dc=org")), lookups);
}

}  // namespace
}  // namespace drawbridge::ldap::directory
