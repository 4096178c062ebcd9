#include "ldap/server/attribute_selection.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "ldap/protocol/search_entry.h"
#include "ldap/schema/attribute_type.h"
#include "ldap/schema/syntax.h"

namespace drawbridge::ldap::server {
namespace {

using directory::Entry;
using directory::Tree;

constexpr std::size_t kAttributes = 33;  // every other one is more than is kept in pieces

/// Names of text attributes, objectClass and dc first.
std::vector<std::string> names() {
  std::vector<std::string> names = {"objectClass", "dc"};
  for (const auto& type : schema::attribute_types()) {
    const bool is_text =
        type.syntax == schema::kDirectoryStringSyntax || type.syntax == schema::kIa5StringSyntax;
    const bool is_fitting = is_text && !type.is_operational() && !type.is_secret;
    if (is_fitting && type.name != "dc" && names.size() < kAttributes) {
      names.emplace_back(type.name);
    }
  }
  return names;
}

directory::EntryPointer entry_with(const std::vector<std::string>& names) {
  directory::EntryContent content{dn::Dn::parse("dc=example").value(), {}};
  for (const auto& name : names) {
    content.attributes.push_back({name, {name == "objectClass" ? "top" : "value of " + name}});
  }
  content.attributes[1].values = {"example"};
  return Entry::make(content).value();
}

/// What is sent is what is counted and listed one by one, however the wanted ones lie in the entry.
TEST(AttributeSelectionTest, SendsExactlyWhatIsSelected) {
  const auto all = names();
  ASSERT_EQ(all.size(), kAttributes);
  const auto entry = entry_with(all);
  const Tree tree(dn::Dn::parse("dc=example").value());
  for (std::size_t step = 1; step <= kAttributes; ++step) {
    std::vector<std::string_view> wanted;
    for (std::size_t at = 0; at < kAttributes; at += step) wanted.push_back(all[at]);
    const AttributeSelection selection(wanted);
    std::string listed;
    selection.append_selected(listed, tree, *entry, false);
    for (const auto name : wanted) EXPECT_NE(listed.find(name), listed.npos) << name;
    EXPECT_EQ(selection.selected_size(tree, *entry, false), listed.size());
    std::string expected;
    protocol::append_search_entry_prefix(expected, 7, entry->name_tlv(), listed.size(), 0);
    std::string sent;
    selection.append_entry(sent, 7, tree, *entry, false);
    EXPECT_EQ(sent, expected + listed) << "every " << step;
  }
}

TEST(SelectionCacheTest, KnowsListsApart) {
  const auto all = names();
  const auto entry = entry_with(all);
  const Tree tree(dn::Dn::parse("dc=example").value());
  SelectionCache cache;
  for (int turn = 0; turn < 2; ++turn) {
    for (const auto& name : all) {
      std::string octets{'\x04', static_cast<char>(name.size())};
      octets += name;
      const auto list = protocol::AttributeList::decode(octets);
      ASSERT_TRUE(list);
      std::string cached, fresh;
      cache.find(*list).append_entry(cached, 1, tree, *entry, false);
      AttributeSelection(list->names()).append_entry(fresh, 1, tree, *entry, false);
      EXPECT_EQ(cached, fresh) << name;
    }
  }
}

}  // namespace
}  // namespace drawbridge::ldap::server
