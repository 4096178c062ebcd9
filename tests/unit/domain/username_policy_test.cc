#include "domain/username_policy.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

#include "domain/person_name.h"

namespace drawbridge::domain {
namespace {

using Kind = NameProposal::Kind;

PersonFacts named(std::string first, std::string last) {
  return {.username = "x", .first_name = std::move(first), .last_name = std::move(last)};
}

NameProposal proposal(UsernamePolicy policy, const PersonFacts& person,
                      const NameRules& rules = NameRules()) {
  return propose_name({.policy = policy}, person, rules);
}

/// The name somebody gets on an offering where `used` are taken; `u5001` stands for the uid's.
std::string given_name(UsernamePolicy policy, const PersonFacts& person,
                       const std::set<std::string>& used = {}) {
  const NameRules rules;
  const auto wanted = proposal(policy, person, rules);
  switch (wanted.kind) {
    case Kind::kNone:
      return "(null)";
    case Kind::kFixed:
      return wanted.fixed;
    case Kind::kFromUid:
      return uid_name(UidNumber(5001));
    case Kind::kNumbered:
      break;
  }
  return first_free_name(*wanted.sequence, rules, 0,
                         [&](std::string_view name) -> Result<bool> {
                           return used.contains(std::string(name));
                         })
      .value_or("(error)");
}

std::string full(std::string first, std::string last, const std::set<std::string>& used = {}) {
  return given_name(UsernamePolicy::kFullName, named(std::move(first), std::move(last)), used);
}

TEST(UsernamePolicy, WordsGoBothWays) {
  for (const auto* const word : {"service_provider", "full_name", "anonymized", "waldur_username",
                                 "freeipa", "identity_claim"}) {
    const auto policy = parse_username_policy(word);
    ASSERT_TRUE(policy) << word;
    EXPECT_EQ(to_word(*policy), word);
  }
  EXPECT_FALSE(parse_username_policy("fullname"));
  EXPECT_FALSE(parse_username_policy(""));
}

// The rows of the table of policies, in its order.

TEST(UsernamePolicyTable, ServiceProviderGivesNoNameAndNoReason) {
  const auto none = proposal(UsernamePolicy::kServiceProvider, named("Jane", "Roe"));
  EXPECT_EQ(none.kind, Kind::kNone);
  EXPECT_EQ(none.reason, "");
}

TEST(UsernamePolicyTable, AProvidersNameIsCheckedNotChanged) {
  EXPECT_TRUE(check_account_name(NameRules(), "j.smith"));
  EXPECT_FALSE(check_account_name(NameRules(), "J.Smith"));
  EXPECT_FALSE(check_account_name(NameRules(), "root"));
}

TEST(UsernamePolicyTable, FullNameCountsFromZeroWithTwoDigits) {
  EXPECT_EQ(full("Jane", "Roe"), "jane_roe_00");
  EXPECT_EQ(full("Jane", "Roe", {"jane_roe_00"}), "jane_roe_01");
  EXPECT_EQ(full("Jane", "Roe", {"jane_roe_00", "jane_roe_01"}), "jane_roe_02");
}

TEST(UsernamePolicyTable, FullNameTakesTheSmallestFreeNumber) {
  EXPECT_EQ(full("Jane", "Roe", {"jane_roe_00", "jane_roe_02"}), "jane_roe_01");
  EXPECT_EQ(full("Jane", "Roe", {"jane_roeder_07"}), "jane_roe_00");
}

TEST(UsernamePolicyTable, FullNameGoesOnAfterNinetyNine) {
  std::set<std::string> used;
  const auto sequence = *proposal(UsernamePolicy::kFullName, named("Jane", "Roe")).sequence;
  for (std::uint64_t n = 0; n < 100; ++n) used.insert(sequence.name(n));
  EXPECT_EQ(full("Jane", "Roe", used), "jane_roe_100");
}

TEST(UsernamePolicyTable, FullNameTransliteratesLatin) {
  EXPECT_EQ(full("Łukasz", "Żółć"), "lukasz_zolc_00");
  EXPECT_EQ(full("Øyvind", "Ægirsson"), "oyvind_aegirsson_00");
  EXPECT_EQ(full("Straße", "Größe"), "strasse_grosse_00");
}

TEST(UsernamePolicyTable, FullNameTransliteratesGreekAndCyrillic) {
  EXPECT_EQ(full("Γιώργος", "Παπαδόπουλος"), "giorgos_papadopoulos_00");
  EXPECT_EQ(full("Иван", "Щербаков"), "ivan_shcherbakov_00");
}

TEST(UsernamePolicyTable, FullNameOfOneNameHasNoUnderscoreInFront) {
  EXPECT_EQ(full("", "Mononym"), "mononym_00");
  EXPECT_EQ(full("Jo", ""), "jo_00");
  EXPECT_EQ(full("李", "Ann"), "ann_00");
}

TEST(UsernamePolicyTable, NothingLeftGivesTheUid) {
  EXPECT_EQ(proposal(UsernamePolicy::kFullName, named("李", "小龙")).kind, Kind::kFromUid);
  EXPECT_EQ(full("李", "小龙"), "u5001");
  EXPECT_EQ(full("", ""), "u5001");
  EXPECT_EQ(full("***", "_"), "u5001");
}

TEST(UsernamePolicyTable, FortyLetterNamesAreCutTheLastNameFirst) {
  const std::string a(40, 'a');
  const std::string b(40, 'b');
  EXPECT_EQ(full(a, b), std::string(29, 'a') + "_00");
  EXPECT_EQ(full(std::string(20, 'a'), b), std::string(20, 'a') + "_bbbbbbbb_00");
  EXPECT_EQ(full("Jo", b), "jo_" + std::string(26, 'b') + "_00");
  EXPECT_EQ(full(std::string(28, 'a'), "roe"), std::string(28, 'a') + "_00");
  EXPECT_EQ(full(a, b).size(), 32U);
}

TEST(UsernamePolicyTable, TheCutLeavesRoomForLongerNumbers) {
  const auto sequence =
      *proposal(UsernamePolicy::kFullName, named("Jo", std::string(40, 'b'))).sequence;
  EXPECT_EQ(sequence.name(99).size(), 32U);
  EXPECT_EQ(sequence.name(100), "jo_" + std::string(25, 'b') + "_100");
  EXPECT_EQ(sequence.name(100).size(), 32U);
  EXPECT_EQ(sequence.number_of(sequence.name(100)), 100U);
  EXPECT_EQ(sequence.number_of(sequence.name(7)), 7U);
}

TEST(UsernamePolicyTable, AnonymizedNamesHaveFiveDigitsAndGrow) {
  const auto sequence = *proposal(UsernamePolicy::kAnonymized, named("Jane", "Roe")).sequence;
  EXPECT_EQ(sequence.name(0), "waldur_00000");
  EXPECT_EQ(sequence.name(1), "waldur_00001");
  EXPECT_EQ(sequence.name(99'999), "waldur_99999");
  EXPECT_EQ(sequence.name(100'000), "waldur_100000");
  EXPECT_EQ(given_name(UsernamePolicy::kAnonymized, named("Jane", "Roe"), {"waldur_00000"}),
            "waldur_00001");
}

TEST(UsernamePolicyTable, WaldurUsernameReplacesWhatThePatternForbids) {
  const auto from = [](std::string username, const std::set<std::string>& used = {}) {
    return given_name(UsernamePolicy::kWaldurUsername, {.username = std::move(username)}, used);
  };
  EXPECT_EQ(from("anna"), "anna");
  EXPECT_EQ(from("anna@uni.example"), "anna_uni.example");
  EXPECT_EQ(from("Anna+x"), "anna_x");
  EXPECT_EQ(from("anna", {"anna"}), "anna_2");
  EXPECT_EQ(from("anna", {"anna", "anna_2"}), "anna_3");
  EXPECT_EQ(from("9anna"), "_anna");
  EXPECT_EQ(from("root"), "root_2");
  EXPECT_EQ(from(std::string(128, 'a')), std::string(32, 'a'));
  EXPECT_EQ(from(std::string(128, 'a'), {std::string(32, 'a')}), std::string(30, 'a') + "_2");
}

TEST(UsernamePolicyTable, FreeipaTakesTheProfilesNameAsItIs) {
  EXPECT_EQ(given_name(UsernamePolicy::kFreeipa, {.freeipa_username = "anna.k"}), "anna.k");
  EXPECT_EQ(given_name(UsernamePolicy::kFreeipa, {}), "(null)");
  EXPECT_EQ(proposal(UsernamePolicy::kFreeipa, {}).reason, "");
  EXPECT_EQ(proposal(UsernamePolicy::kFreeipa, {.freeipa_username = ".anna"}).kind, Kind::kNone);
  EXPECT_NE(proposal(UsernamePolicy::kFreeipa, {.freeipa_username = ".anna"}).reason, "");
}

TEST(UsernamePolicyTable, IdentityClaimTakesAValidNameAndElseSaysWhyNot) {
  EXPECT_EQ(given_name(UsernamePolicy::kIdentityClaim, {.site_username = "akey"}), "akey");
  for (const auto& claim : {std::optional<std::string>{}, std::optional<std::string>{""},
                            std::optional<std::string>{"A Key"}, std::optional<std::string>{"root"},
                            std::optional<std::string>{"]]\n"}}) {
    const auto none = proposal(UsernamePolicy::kIdentityClaim, {.site_username = claim});
    EXPECT_EQ(none.kind, Kind::kNone) << claim.value_or("(absent)");
    EXPECT_NE(none.reason, "") << claim.value_or("(absent)");
  }
}

// Beyond the table.

TEST(UsernamePolicy, PunctuationIsDroppedAndBlanksBecomeUnderscores) {
  EXPECT_EQ(full("Anne-Marie", "d'Été"), "annemarie_dete_00");
  EXPECT_EQ(full("Mary Ann", "O'Brien"), "mary_ann_obrien_00");
  EXPECT_EQ(full("  Jo\tAnn ", "Roe"), "jo_ann_roe_00");
}

TEST(UsernamePolicy, HostileNamesGiveValidNamesOrTheUid) {
  const std::pair<const char*, const char*> rows[] = {
      {"O\"Brien\\|Mc\"Quote", "obrien_mcquote_00"},
      {"[[users]]|]]]", "users_00"},
      {"a,b=c|*)(uid=*", "abc_uid_00"},
      {"${x}|%00%n", "x_00n_00"},
      {"tab\there|line\u2028sep", "tab_here_line_sep_00"},
      {" lead|trail ", "lead_trail_00"},
      {"<script>|</script>", "script_script_00"},
      {"3com|Roe", "_3com_roe_00"},
  };
  for (const auto& [both, expected] : rows) {
    const std::string text = both;
    const auto bar = text.find('|');
    const auto first = clean_person_name(text.substr(0, bar), "first_name");
    const auto last = clean_person_name(text.substr(bar + 1), "last_name");
    ASSERT_TRUE(first && last) << both;
    EXPECT_EQ(full(*first, *last), expected) << both;
    EXPECT_TRUE(check_account_name(NameRules(), full(*first, *last))) << both;
  }
}

TEST(UsernamePolicy, ANarrowPatternGivesNullWithTheReason) {
  const auto rules = *NameRules::compile("[a-z]{3}[0-9]{4}", {});
  for (const auto policy :
       {UsernamePolicy::kFullName, UsernamePolicy::kAnonymized, UsernamePolicy::kWaldurUsername}) {
    const auto none = proposal(policy, {.username = "anna", .first_name = "Jane"}, rules);
    EXPECT_EQ(none.kind, Kind::kNone) << to_word(policy);
    EXPECT_NE(none.reason, "") << to_word(policy);
  }
}

TEST(UsernamePolicy, AnUnusablePrefixGivesNullWithTheReason) {
  for (const auto* const prefix : {"Wal dur", "-x", "9x", "abcdefghijklmnopqrstuvwxyz012"}) {
    const auto none = propose_name(
        {.policy = UsernamePolicy::kAnonymized, .anonymized_prefix = prefix}, {}, NameRules());
    EXPECT_EQ(none.kind, Kind::kNone) << prefix;
    EXPECT_NE(none.reason, "") << prefix;
  }
}

TEST(NameSequence, KnowsItsOwnNamesOnly) {
  const auto jane = *proposal(UsernamePolicy::kFullName, named("Jane", "Roe")).sequence;
  EXPECT_EQ(jane.number_of("jane_roe_00"), 0U);
  EXPECT_EQ(jane.number_of("jane_roe_12"), 12U);
  EXPECT_EQ(jane.number_of("jane_roe_1234"), 1234U);
  for (const auto* const name :
       {"jane_roe", "jane_roe_0", "jane_roe_007", "jane_roeder_00", "jane_roe_0x", "JANE_ROE_00",
        "", "00", "jane_roe_", "jane_roe_99999999999999999999999"}) {
    EXPECT_FALSE(jane.number_of(name)) << name;
  }
  const auto anna = *proposal(UsernamePolicy::kWaldurUsername, {.username = "anna"}).sequence;
  EXPECT_EQ(anna.number_of("anna"), 1U);
  EXPECT_EQ(anna.number_of("anna_2"), 2U);
  EXPECT_FALSE(anna.number_of("anna_1"));
  EXPECT_FALSE(anna.number_of("anna_02"));
  const auto hidden =
      *propose_name({.policy = UsernamePolicy::kAnonymized, .anonymized_prefix = "hpc2"}, {},
                    NameRules())
           .sequence;
  EXPECT_EQ(hidden.number_of("hpc200042"), 42U);
  EXPECT_EQ(hidden.number_of("hpc2123456"), 123456U);
  EXPECT_FALSE(hidden.number_of("hpc20042"));
}

TEST(NameSequence, PeopleWithOneBaseShareTheKey) {
  const auto key = [](const char* first, const char* last) {
    return proposal(UsernamePolicy::kFullName, named(first, last)).sequence->key();
  };
  EXPECT_EQ(key("Jane", "Roe"), key("JANE", "Róe"));
  EXPECT_NE(key("Jane", "Roe"), key("Jane", "Roeder"));
}

TEST(FirstFreeName, StartsWhereItIsTold) {
  const auto sequence = *proposal(UsernamePolicy::kFullName, named("Jane", "Roe")).sequence;
  const auto never = [](std::string_view) -> Result<bool> { return false; };
  EXPECT_EQ(first_free_name(sequence, NameRules(), 41, never), "jane_roe_41");
}

TEST(FirstFreeName, PassesTheErrorOfTheLookUpOn) {
  const auto sequence = *proposal(UsernamePolicy::kFullName, named("Jane", "Roe")).sequence;
  const auto broken = [](std::string_view) -> Result<bool> {
    return fail(ErrorCode::kUnavailable, "no store");
  };
  EXPECT_EQ(first_free_name(sequence, NameRules(), 0, broken).error().code,
            ErrorCode::kUnavailable);
}

TEST(FirstFreeName, EndsWhenThePatternHasNoRoomForMoreDigits) {
  const auto rules = *NameRules::compile("[a-z_]+_[0-9]{2}|[a-z_]{1,20}", {});
  const auto sequence =
      *propose_name({.policy = UsernamePolicy::kFullName}, named("Jane", "Roe"), rules).sequence;
  const auto always = [](std::string_view) -> Result<bool> { return true; };
  EXPECT_EQ(first_free_name(sequence, rules, 0, always).error().code, ErrorCode::kInvalid);
}

TEST(CouldHaveProduced, KeepsWhatThePolicyMightHaveGiven) {
  const NameRules rules;
  const auto could = [&](UsernamePolicy policy, const PersonFacts& person, std::string_view name) {
    return could_have_produced({.policy = policy}, person, rules, name, UidNumber(5001));
  };
  EXPECT_TRUE(could(UsernamePolicy::kFullName, named("Jane", "Roe"), "jane_roe_07"));
  EXPECT_FALSE(could(UsernamePolicy::kFullName, named("Jane", "Roe"), "j.roe"));
  EXPECT_TRUE(could(UsernamePolicy::kFullName, named("李", ""), "u5001"));
  EXPECT_FALSE(could(UsernamePolicy::kFullName, named("李", ""), "u5002"));
  EXPECT_TRUE(could(UsernamePolicy::kAnonymized, {}, "waldur_00123"));
  EXPECT_FALSE(could(UsernamePolicy::kAnonymized, {}, "waldur_123"));
  EXPECT_TRUE(could(UsernamePolicy::kWaldurUsername, {.username = "a@b"}, "a_b_2"));
  EXPECT_TRUE(could(UsernamePolicy::kFreeipa, {.freeipa_username = "anna"}, "anna"));
  EXPECT_FALSE(could(UsernamePolicy::kFreeipa, {.freeipa_username = "anna"}, "anna_2"));
  EXPECT_FALSE(could(UsernamePolicy::kFreeipa, {}, "anna"));
  EXPECT_TRUE(could(UsernamePolicy::kIdentityClaim, {.site_username = "akey"}, "akey"));
  EXPECT_TRUE(could(UsernamePolicy::kServiceProvider, {}, "anything"));
}

}  // namespace
}  // namespace drawbridge::domain
