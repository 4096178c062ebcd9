#include "projection/output_parts.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "projection/glauth_document.h"
#include "unit/projection/sample.h"

namespace drawbridge::projection {
namespace {

using Names = std::vector<std::string>;

/// The output of the offering with this number.
OfferingPointer offering(std::uint32_t number, std::vector<app::AccountView> accounts,
                         std::vector<app::GroupView> groups = {},
                         std::optional<std::string> password = std::nullopt) {
  for (auto& account : accounts) {
    account.uuid = sample::uuid(static_cast<std::uint8_t>(10 + number),
                                static_cast<std::uint32_t>(account.uid_number));
  }
  auto contents = sample::contents(std::move(accounts), std::move(groups));
  contents.facts.uuid = sample::uuid(1, number);
  contents.facts.slug = "hpc" + std::to_string(number);
  contents.facts.shared_password_sha256 = std::move(password);
  return sample::offering(std::move(contents));
}

app::AccountView member(const std::string& name, std::uint32_t number, const app::GroupView& group,
                        bool disabled) {
  auto view = sample::person(name, number);
  view.disabled = disabled;
  if (disabled) view.ssh_keys = {};
  view.groups = {{group.gid, group.name}};
  return view;
}

Names names_of(const OfferingOutput& output) {
  Names names;
  for (auto cursor = output.accounts.begin(); !cursor.at_end(); cursor.next()) {
    names.push_back(cursor->value->username);
  }
  return names;
}

TEST(OutputParts, APersonIsOnceAndLiveWhereAnyOfferingSaysSo) {
  const auto astro = sample::group("astro", 1, {"mari"});
  const auto bio = sample::group("bio", 2, {"juri", "mari"});
  const auto merged = merge_outputs(
      {offering(1, {member("mari", 1, astro, true)}, {astro}),
       offering(2, {member("juri", 2, bio, false), member("mari", 1, bio, false)}, {bio})});
  EXPECT_TRUE(merged.warnings.empty());
  EXPECT_EQ(names_of(*merged.output), (Names{"juri", "mari"}));
  const auto* mari = merged.output->find_account("mari");
  EXPECT_FALSE(mari->disabled);
  EXPECT_EQ(mari->ssh_keys.size(), 1u);
  EXPECT_EQ(merged.output->served_groups_of(*mari).size(), 2u);
  EXPECT_EQ(merged.output->find_served_group("bio")->members, (Names{"juri", "mari"}));
}

TEST(OutputParts, TheMembersOfOneGroupOfTwoOfferingsAreUnited) {
  const auto first = sample::group("astro", 1, {"mari"});
  const auto second = sample::group("astro", 1, {"juri"});
  const auto merged = merge_outputs({offering(1, {member("mari", 1, first, false)}, {first}),
                                     offering(2, {member("juri", 2, second, false)}, {second})});
  EXPECT_TRUE(merged.warnings.empty());
  EXPECT_EQ(merged.output->find_served_group("astro")->members, (Names{"juri", "mari"}));
}

TEST(OutputParts, ANameWithTwoNumbersIsWarnedOfAndLeavesNoMembership) {
  const auto bio = sample::group("bio", 2, {"mari"});
  auto namesake = member("mari", 7, bio, false);
  const auto merged = merge_outputs(
      {offering(1, {sample::person("mari", 1)}), offering(2, {std::move(namesake)}, {bio})});
  ASSERT_EQ(merged.warnings.size(), 1u);
  EXPECT_EQ(merged.warnings[0], "The name 'mari' has uids 5001 and 5007: the first is kept.");
  EXPECT_EQ(merged.output->find_account("mari")->uid_number, 5001);
  EXPECT_TRUE(merged.output->find_served_group("bio")->members.empty());
  EXPECT_TRUE(merged.output->served_groups_of(*merged.output->find_account("mari")).empty());
}

TEST(OutputParts, NumbersAndNamesOfGroupsThatDisagreeAreWarnedOf) {
  const auto merged = merge_outputs(
      {offering(1, {}, {sample::group("astro", 1, {}), sample::group("bio", 2, {})}),
       offering(2, {}, {sample::group("astro", 3, {}), sample::group("geo", 2, {})})});
  EXPECT_EQ(merged.warnings, (Names{"The group 'astro' has gids 6001 and 6003: the first is kept.",
                                    "gid 6002 is 'bio' and 'geo': the first is kept."}));
  EXPECT_EQ(merged.output->find_served_group("astro")->gid, 6001);
  EXPECT_EQ(merged.output->find_served_group("geo"), nullptr);
}

TEST(OutputParts, APersonWithTwoNamesKeepsTheFirst) {
  auto other = sample::person("mari2", 9);
  other.user_uuid = sample::uuid(3, 1);
  const auto merged =
      merge_outputs({offering(1, {sample::person("mari", 1)}), offering(2, {std::move(other)})});
  EXPECT_EQ(names_of(*merged.output), (Names{"mari"}));
  EXPECT_EQ(merged.warnings, (Names{"'mari' and 'mari2' are one person: the first is kept."}));
}

TEST(OutputParts, DifferingSharedPasswordsAreServedToNobody) {
  const std::string one(64, 'a');
  const auto same = merge_outputs({offering(1, {sample::person("mari", 1)}, {}, one),
                                   offering(2, {sample::person("juri", 2)}, {}, one)});
  EXPECT_NE(glauth_text(same.output).find(one), std::string::npos);
  const auto differing = merge_outputs({offering(1, {sample::person("mari", 1)}, {}, one),
                                        offering(2, {sample::person("juri", 2)})});
  EXPECT_EQ(glauth_text(differing.output).find(one), std::string::npos);
  EXPECT_EQ(differing.warnings.size(), 1u);
}

TEST(OutputParts, AResourceShowsItsOwnAccountsAndGroups) {
  auto astro = sample::group("astro", 1, {"juri", "mari"});
  astro.project_uuids = {sample::uuid(5, 1)};
  auto bio = sample::group("bio", 2, {"mari"});
  bio.project_uuids = {sample::uuid(5, 2)};
  auto operators = sample::group("alloc_operator", 3, {"mari"});
  operators.kind = app::GroupView::Kind::kRole;
  operators.resource_uuid = sample::uuid(6, 1);
  const auto whole = sample::offering(sample::contents(
      {sample::person("juri", 2), sample::person("mari", 1), sample::robot("ci-bot", 3)},
      {operators, astro, bio}));
  app::OfferingOutputs::ResourcePart part;
  part.offering_uuid = whole->facts.uuid;
  part.resource_uuid = sample::uuid(6, 1);
  part.project_uuid = sample::uuid(5, 1);
  part.offering_users = {sample::uuid(2, 1)};
  const auto output = resource_part(*whole, part);
  EXPECT_EQ(names_of(*output), (Names{"mari"}));
  EXPECT_NE(output->find_served_group("alloc_operator"), nullptr);
  EXPECT_EQ(output->find_served_group("bio"), nullptr);
  const auto* group = output->find_served_group("astro");
  ASSERT_NE(group, nullptr);
  EXPECT_EQ(output->served_members_of(*group), (std::vector<std::string_view>{"mari"}));
}

}  // namespace
}  // namespace drawbridge::projection
