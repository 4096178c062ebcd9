#include "ldap/directory/facts.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/packed_texts.h"
#include "ldap/directory/candidates.h"
#include "ldap/directory/match.h"
#include "ldap/directory/stamper.h"
#include "ldap/directory/tree_editor.h"
#include "ldap/schema/matching.h"
#include "unit/ldap/two_forms.h"

namespace drawbridge::ldap::directory {
namespace {

using schema::AttributeId;

struct Spelled {
  const char* moment;
  const char* generalized;
  const char* csn;
  const char* usn;
};
void PrintTo(const Spelled& row, std::ostream* out) { *out << row.moment; }

EntryFacts facts_at(const char* moment) {
  EntryFacts facts = test::facts();
  facts.created = *Timestamp::parse(moment);
  facts.changed = static_cast<std::uint64_t>(facts.created.microseconds);
  return facts;
}

class FactsAt : public testing::TestWithParam<Spelled> {};

TEST_P(FactsAt, AreSpelledWithAllTheirDigits) {
  const EntryFacts facts = facts_at(GetParam().moment);
  FactText text;
  EXPECT_EQ(text.value(facts, AttributeId::kCreateTimestamp), GetParam().generalized);
  EXPECT_EQ(text.value(facts, AttributeId::kModifyTimestamp), GetParam().generalized);
  EXPECT_EQ(text.value(facts, AttributeId::kEntryCSN), GetParam().csn);
  EXPECT_EQ(text.value(facts, AttributeId::kEntryUSN), GetParam().usn);
  EXPECT_EQ(text.value(facts, AttributeId::kEntryUUID), test::kFactsUuid);
  EXPECT_EQ(text.value(facts, AttributeId::kStructuralObjectClass), "inetOrgPerson");
}

TEST_P(FactsAt, HaveTheNormalFormsOfTheirValues) {
  const EntryFacts facts = facts_at(GetParam().moment);
  for (const AttributeId type : kFactAttributes) {
    FactText value, form;
    EXPECT_EQ(form.normal_form(facts, type),
              schema::normal_form(schema::attribute_type(type), value.value(facts, type)));
  }
}

TEST_P(FactsAt, TakeAsMuchRoomAsIsCounted) {
  const EntryFacts facts = facts_at(GetParam().moment);
  for (const bool types_only : {false, true}) {
    std::string all;
    std::size_t size = 0;
    for (const AttributeId type : kFactAttributes) {
      append_fact_attribute(facts, type, types_only, all);
      size += fact_attribute_size(facts, type, types_only);
      EXPECT_EQ(all.size(), size);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Facts, FactsAt,
    testing::Values(
        Spelled{"1970-01-01", "19700101000000Z", "19700101000000.000000Z#000000#000#000000", "0"},
        Spelled{"1970-01-01T00:00:00.000009Z", "19700101000000Z",
                "19700101000000.000009Z#000000#000#000000", "9"},
        Spelled{"2000-02-29T23:59:59.5Z", "20000229235959Z",
                "20000229235959.500000Z#000000#000#000000", "951868799500000"},
        Spelled{"2026-03-01T08:15:30.123456Z", "20260301081530Z", test::kFactsCsn, test::kFactsUsn},
        Spelled{"9999-12-31T23:59:59.999999Z", "99991231235959Z",
                "99991231235959.999999Z#000000#000#000000", "253402300799999999"}));

TEST(Facts, SpellEveryClassOfTheSchema) {
  EntryFacts facts = test::facts();
  for (const schema::ObjectClass& object_class : schema::object_classes()) {
    facts.structural_class = &object_class;
    ASSERT_EQ(find_unspellable(facts), nullptr) << object_class.name;
    EXPECT_EQ(FactText().normal_form(facts, AttributeId::kStructuralObjectClass),
              schema::normal_form(schema::attribute_type(AttributeId::kStructuralObjectClass),
                                  object_class.name));
  }
}

std::string refused_attribute(EntryContent content) {
  const auto entry = Entry::make(content);
  return entry ? "none" : entry.error().field;
}

TEST(Facts, AreRefusedWhenTheyCannotBeSpelledOrComeTwice) {
  EntryContent content{test::name("uid=a,dc=x"), {{"objectClass", {"account"}}}};
  content.facts = test::facts();
  EXPECT_EQ(refused_attribute(content), "none");
  constexpr std::int64_t kYear10000 = 253402300800'000'000;
  auto late = content;
  late.facts.created = Timestamp{kYear10000};
  EXPECT_EQ(refused_attribute(late), "createTimestamp");
  late.facts.created = Timestamp{kYear10000 - 1};
  EXPECT_EQ(refused_attribute(late), "none");
  late.facts.changed = static_cast<std::uint64_t>(kYear10000);
  EXPECT_EQ(refused_attribute(late), "modifyTimestamp");
  late.facts.changed = ~std::uint64_t{0} / 2;
  EXPECT_EQ(refused_attribute(late), "modifyTimestamp");
  auto twice = content;
  twice.attributes.push_back({"entryUSN", {"7"}});
  EXPECT_EQ(refused_attribute(twice), "entryUSN");
}

/// Notes what it is shown and gives always the same stamp.
class FixedStamper final : public Stamper {
 public:
  explicit FixedStamper(Stamp stamp) : stamp_(stamp) {}
  Stamp stamp(const Shown& shown) const override {
    octets_ = shown.octets;
    shared_values_ = shown.shared_values;
    return stamp_;
  }

  const std::string& octets() const { return octets_; }
  const std::string& shared_values() const { return shared_values_; }

 private:
  Stamp stamp_;
  mutable std::string octets_, shared_values_;
};

TEST(Facts, HaveTheMomentThatAStamperGives) {
  EntryContent content{test::name("uid=a,dc=x"),
                       {{"objectClass", {"account"}}, {"memberOf", {"cn=g,dc=x"}}}};
  content.shared = {"sshPublicKey", PackedTexts{"key"}};
  content.facts = test::facts();
  const FixedStamper stamper({.fingerprint = 77, .changed = 1'000'001});
  content.stamper = &stamper;
  const auto entry = *Entry::make(content);
  EXPECT_EQ(entry->usn(), 1'000'001U);
  EXPECT_EQ(entry->fingerprint(), 77U);
  EXPECT_EQ(entry->facts()->uuid, content.facts.uuid);
  EXPECT_EQ(stamper.octets(), std::string(entry->name_tlv()) +
                                  std::string(entry->user_attributes()) +
                                  std::string(entry->operational_attributes()));
  EXPECT_EQ(stamper.shared_values(), entry->shared_values());
  EXPECT_NE(stamper.shared_values(), "");
  content.stamper = nullptr;
  EXPECT_EQ((*Entry::make(content))->fingerprint(), 0U);
}

TEST(Facts, AreRefusedWhenTheStampCannotBeSpelled) {
  EntryContent content{test::name("uid=a,dc=x"), {{"objectClass", {"account"}}}};
  content.facts = test::facts();
  const FixedStamper stamper({.fingerprint = 1, .changed = ~std::uint64_t{0} / 2});
  content.stamper = &stamper;
  EXPECT_EQ(refused_attribute(content), "modifyTimestamp");
}

/// The text of every filter with what it is true of.
std::vector<std::string> truths(bool are_stored) {
  const auto tree = test::tree_with_facts(are_stored);
  std::vector<std::string> truths;
  for (const std::string& text : test::filters_on_facts()) {
    const auto filter = filter::Filter::parse(text);
    EXPECT_TRUE(filter) << text;
    const auto truth = Matcher(*filter, *tree).evaluate(*tree->find(test::name(test::kUser7)));
    truths.push_back(text + " is " + std::to_string(static_cast<int>(truth)));
  }
  return truths;
}

TEST(Facts, MatchAsStoredAttributesDo) { EXPECT_EQ(truths(false), truths(true)); }

TEST(Facts, AreFoundByUuid) {
  const auto tree = test::tree_with_facts(false);
  const auto* entry = tree->find(test::name(test::kUser7));
  EXPECT_EQ(tree->find_uuid(*Uuid::parse(test::kFactsUuid)), entry);
  const auto filter = filter::Filter::parse("(entryUUID=" + std::string(test::kFactsUuid) + ")");
  std::vector<const Entry*> candidates;
  ASSERT_TRUE(find_candidates(*tree, *filter, candidates));
  EXPECT_EQ(candidates, std::vector<const Entry*>{entry});
  TreeEditor editor(tree);
  EXPECT_TRUE(editor.erase(test::name(test::kUser7)));
  EXPECT_EQ(editor.finish(1001)->find_uuid(*Uuid::parse(test::kFactsUuid)), nullptr);
}

TEST(Facts, AreKnownOfAnEntryThatStoresThem) {
  const auto stored = test::person_with_facts(true);
  const auto made = test::person_with_facts(false);
  EXPECT_EQ(stored->facts(), nullptr);
  ASSERT_NE(made->facts(), nullptr);
  EXPECT_EQ(stored->uuid(), made->uuid());
  EXPECT_EQ(stored->usn(), made->usn());
  EXPECT_EQ(stored->user_attributes(), made->user_attributes());
  EXPECT_EQ(made->operational_attributes(), "");
}

}  // namespace
}  // namespace drawbridge::ldap::directory
