#include "ldap/directory/facts.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "ldap/server/attribute_selection.h"
#include "unit/ldap/server/conversation.h"
#include "unit/ldap/two_forms.h"

namespace drawbridge::ldap::server {
namespace {

using test::Conversation;
using test::kUser7;

using Names = std::vector<std::string_view>;

/// By name, OID and kind, next to each other and apart.
std::vector<Names> lists() {
  return {{},
          {"*"},
          {"+"},
          {"*", "+"},
          {"1.1"},
          {"entryUUID"},
          {"uid", "MODIFYTIMESTAMP"},
          {"modifyTimestamp", "entryUSN", "cn"},
          {"1.3.6.1.1.16.4", "createTimestamp", "entryDN"},
          {"structuralObjectClass", "entryCSN", "hasSubordinates"},
          {"*", "entryUSN"},
          {"+", "uid"}};
}

/// The answers to everything that can be asked for, each with what it answers.
std::vector<std::string> answers(bool are_stored) {
  Conversation talk({}, Conversation::local(), test::tree_with_facts(are_stored));
  talk.bind_as("alpha-sssd");
  std::vector<std::string> answers;
  int id = 2;
  const auto ask = [&](std::string what, const std::string& request) {
    answers.push_back(what.append("\n").append(talk.send(request)));
    ++id;
  };
  for (const Names& list : lists()) {
    ask("a list", test::search(id, {.base = kUser7, .attributes = {list.begin(), list.end()}}));
  }
  for (const std::string& filter : test::filters_on_facts()) {
    ask(filter, test::search(id, {.filter = filter, .attributes = {"uid"}}));
  }
  for (const auto& [type, value] : std::vector<std::pair<std::string, std::string>>{
           {"entryUUID", test::kFactsUuid},
           {"entryUUID", "00000000-7dec-11d0-a765-00a0c91e6bf6"},
           {"entryUSN", test::kFactsUsn},
           {"entryUSN", "7"},
           {"entryUSN", "x"},
           {"entryCSN", test::kFactsCsn},
           {"modifyTimestamp", "20260301091530+0100"},
           {"createTimestamp", "20260301081530Z"},
           {"structuralObjectClass", "INETorgPerson"},
           {"structuralObjectClass", "person"},
           {"creatorsName", "cn=x"}}) {
    ask(type + "=" + value, test::compare(id, kUser7, type, value));
  }
  return answers;
}

TEST(Facts, AreAnsweredAsStoredAttributesAre) {
  const auto made = answers(false);
  EXPECT_EQ(made, answers(true));
  EXPECT_NE(made[2].find("entryCSN"), std::string::npos) << "+";
  EXPECT_NE(made[2].find(test::kFactsCsn), std::string::npos) << "+";
  EXPECT_EQ(made[1].find("entryCSN"), std::string::npos) << "*";
  EXPECT_NE(made[5].find(test::kFactsUuid), std::string::npos) << "by name";
}

/// What a selection sends of both forms, whole and for a dereference.
std::string sent(const AttributeSelection& selection, bool are_stored, bool types_only) {
  const auto tree = test::tree_with_facts(are_stored);
  const auto* entry = tree->find(test::name(kUser7));
  std::string listed, whole;
  selection.append_selected(listed, *tree, *entry, types_only);
  EXPECT_EQ(selection.selected_size(*tree, *entry, types_only), listed.size());
  selection.append_entry(whole, 7, *tree, *entry, types_only, 5);
  EXPECT_NE(whole.find(listed), std::string::npos);
  return whole;
}

TEST(Facts, AreSelectedAsStoredAttributesAre) {
  schema::AttributeSet hidden;
  hidden.insert(schema::AttributeId::kEntryUSN);
  hidden.insert(schema::AttributeId::kCn);
  for (const Names& list : lists()) {
    for (const bool types_only : {false, true}) {
      const AttributeSelection all(list);
      const auto replica = AttributeSelection::for_replica(list);
      for (const auto& selection : {all, all.without(hidden), replica}) {
        EXPECT_EQ(sent(selection, false, types_only), sent(selection, true, types_only));
      }
      EXPECT_EQ(sent(all.without(hidden), false, types_only).find("entryUSN"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace drawbridge::ldap::server
