#include "ldap/schema/matching.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "ldap/dn/dn.h"

namespace drawbridge::ldap::schema {
namespace {

using namespace std::string_literals;

std::optional<std::string> form(std::string_view attribute, std::string_view value) {
  const AttributeType* type = find_attribute(attribute);
  if (type == nullptr) {
    ADD_FAILURE() << attribute;
    return std::nullopt;
  }
  return normal_form(*type, value);
}

struct EqualityCase {
  std::string attribute;
  std::string a;
  std::string b;
  bool is_equal;
};

class Equality : public testing::TestWithParam<EqualityCase> {};

TEST_P(Equality, FollowsTheRuleOfTheType) {
  const auto a = form(GetParam().attribute, GetParam().a);
  const auto b = form(GetParam().attribute, GetParam().b);
  ASSERT_TRUE(a && b) << GetParam().attribute << " " << GetParam().a << " " << GetParam().b;
  EXPECT_EQ(*a == *b, GetParam().is_equal)
      << GetParam().attribute << " " << GetParam().a << " " << GetParam().b;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Equality,
    testing::Values(
        EqualityCase{"uid", "JDoe", "jdoe", true}, EqualityCase{"uid", "jdoe", "jdoe2", false},
        EqualityCase{"cn", " Jane   Roe ", "jane roe", true},
        EqualityCase{"cn", "JaneRoe", "jane roe", false},
        EqualityCase{"cn", "\xc3\x98yvind", "\xc3\xb8yvind", true},
        EqualityCase{"memberUid", "jdoe", "JDoe", false},
        EqualityCase{"homeDirectory", "/home/a", "/home/A", false},
        EqualityCase{"homeDirectory", "/home/a", "/home/a", true},
        EqualityCase{"loginShell", "/bin/sh", "/bin/SH", false},
        EqualityCase{"gecos", "Jane Roe", "JANE ROE", true},
        EqualityCase{"mail", "A@B.org", "a@b.ORG", true},
        EqualityCase{"dc", "Example", "EXAMPLE", true}, EqualityCase{"uidNumber", "10", "1", false},
        EqualityCase{"telephoneNumber", "+372 555-1234", "+3725551234", true},
        EqualityCase{"x121Address", "1 2 3", "123", true},
        EqualityCase{"sshPublicKey", "ssh-rsa A", "ssh-rsa a", false},
        EqualityCase{"sshPublicKey", "\xff\x00"s, "\xff\x00"s, true},
        EqualityCase{"member", "uid=a,dc=x", "UID = A , 0.9.2342.19200300.100.1.25=X", true},
        EqualityCase{"memberOf", "cn=a,dc=x", "cn=b,dc=x", false},
        EqualityCase{"objectClass", "posixaccount", "1.3.6.1.1.1.2.0", true},
        EqualityCase{"objectClass", "posixAccount", "posixGroup", false},
        EqualityCase{"entryUUID", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
                     "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", true},
        EqualityCase{"modifyTimestamp", "20260301081530Z", "20260301101530+0200", true},
        EqualityCase{"modifyTimestamp", "20260301081530Z", "20260301081530.000Z", true},
        EqualityCase{"modifyTimestamp", "2026030108Z", "20260301080000Z", true},
        EqualityCase{"modifyTimestamp", "2026030108.5Z", "202603010830Z", true},
        EqualityCase{"modifyTimestamp", "202603010815,25Z", "20260301081515Z", true},
        EqualityCase{"modifyTimestamp", "20260301003000+01", "20260228233000Z", true},
        EqualityCase{"modifyTimestamp", "20260301003000-0130", "20260301020000Z", true},
        EqualityCase{"modifyTimestamp", "20260301081530.5Z", "20260301081530Z", false},
        EqualityCase{"hasSubordinates", "true", "TRUE", true},
        EqualityCase{"hasSubordinates", "FALSE", "TRUE", false},
        EqualityCase{"entryCSN", "20260301081530.000000Z#00000A#000#000000",
                     "20260301081530.000000Z#00000a#000#000000", true},
        EqualityCase{"attributeTypes", "( 2.5.4.3 NAME 'cn' SYNTAX 1.2 )", "2.5.4.3", true},
        EqualityCase{"objectClasses", "( 2.5.6.0 NAME 'top' )", "top", true}));

struct InvalidCase {
  std::string attribute;
  std::string value;
};

class Undefined : public testing::TestWithParam<InvalidCase> {};

TEST_P(Undefined, IsWhatAValueWithoutTheSyntaxGives) {
  const AttributeType* type = find_attribute(GetParam().attribute);
  ASSERT_NE(type, nullptr);
  std::string out = "kept";
  EXPECT_FALSE(append_normal_form(*type, GetParam().value, out)) << GetParam().value;
  EXPECT_EQ(out, "kept");
}

INSTANTIATE_TEST_SUITE_P(
    Table, Undefined,
    testing::Values(InvalidCase{"uidNumber", "abc"}, InvalidCase{"uidNumber", ""},
                    InvalidCase{"uidNumber", "-"}, InvalidCase{"uidNumber", "-0"},
                    InvalidCase{"uidNumber", "05001"}, InvalidCase{"cn", ""},
                    InvalidCase{"memberUid", ""}, InvalidCase{"uidNumber", "+1"},
                    InvalidCase{"uidNumber", " 1"}, InvalidCase{"uidNumber", "1.0"},
                    InvalidCase{"uidNumber", std::string(kMaxIntegerDigits + 1, '9')},
                    InvalidCase{"cn", "\xff"}, InvalidCase{"homeDirectory", "/h\xc3\xa9"},
                    InvalidCase{"mail", "\xc3\xa9@x"}, InvalidCase{"member", "no dn"},
                    InvalidCase{"x121Address", "12a"}, InvalidCase{"objectClass", "unknownClass"},
                    InvalidCase{"objectClass", ""}, InvalidCase{"entryUUID", "x"},
                    InvalidCase{"entryUUID", "f81d4fae7dec11d0a76500a0c91e6bf6"},
                    InvalidCase{"entryUUID", "f81d4fae-7dec-11d0-a765-00a0c91e6bfg"},
                    InvalidCase{"modifyTimestamp", "2026"},
                    InvalidCase{"modifyTimestamp", "20260301081530"},
                    InvalidCase{"modifyTimestamp", "20261301081530Z"},
                    InvalidCase{"modifyTimestamp", "20260230081530Z"},
                    InvalidCase{"modifyTimestamp", "20260301241530Z"},
                    InvalidCase{"modifyTimestamp", "20260301086030Z"},
                    InvalidCase{"modifyTimestamp", "20260301081561Z"},
                    InvalidCase{"modifyTimestamp", "20260301081530.Z"},
                    InvalidCase{"modifyTimestamp", "20260301081530.1234567890Z"},
                    InvalidCase{"modifyTimestamp", "20260301081530Zx"},
                    InvalidCase{"modifyTimestamp", "20260301081530+2500"},
                    InvalidCase{"modifyTimestamp", "00000101000000+1200"},
                    InvalidCase{"modifyTimestamp", "99991231235959-0001"},
                    InvalidCase{"hasSubordinates", "yes"}, InvalidCase{"entryCSN", "20260301"},
                    InvalidCase{"userCertificate", "any"}, InvalidCase{"jpegPhoto", "any"}));

TEST(IntegerForms, SortLikeTheNumbers) {
  const std::vector<std::string> ascending = {"-99999999999999999999",
                                              "-5001",
                                              "-100",
                                              "-99",
                                              "-10",
                                              "-2",
                                              "-1",
                                              "0",
                                              "1",
                                              "2",
                                              "9",
                                              "10",
                                              "99",
                                              "100",
                                              "5000",
                                              "5001",
                                              "65534",
                                              "4294967295",
                                              "99999999999999999999"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      const int order =
          compare_normal_forms(*form("uidNumber", ascending[i]), *form("uidNumber", ascending[j]));
      EXPECT_EQ(order < 0, i < j) << ascending[i] << " " << ascending[j];
      EXPECT_EQ(order == 0, i == j) << ascending[i] << " " << ascending[j];
    }
  }
}

TEST(TimeForms, SortLikeTheTimes) {
  const std::vector<std::string> ascending = {
      "19700101000000Z",        "20260228235959.999Z", "20260301000000Z",
      "20260301000000.000001Z", "20260301000000.1Z",   "20260301000000.15Z",
      "20260301000000.2Z",      "20260301000001Z",     "20260301000000-0100"};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    EXPECT_LT(*form("modifyTimestamp", ascending[i - 1]), *form("modifyTimestamp", ascending[i]))
        << ascending[i];
  }
}

TEST(DnForms, AreTheKeysOfTheNames) {
  EXPECT_EQ(form("entryDN", "UID=a, DC=x"), dn::Dn::parse("uid=A,dc=X")->key());
}

bool matches(std::string_view attribute, std::string_view value,
             const std::vector<std::pair<PieceKind, std::string>>& wanted) {
  const AttributeType* type = find_attribute(attribute);
  std::vector<Piece> pieces;
  for (const auto& [kind, text] : wanted) {
    Piece piece{kind, {}};
    EXPECT_TRUE(append_piece_normal_form(*type, kind, text, piece.key)) << text;
    pieces.push_back(piece);
  }
  return matches_pieces(*normal_form(*type, value), pieces);
}

TEST(Substrings, MatchInOrderAndWithoutOverlap) {
  using enum PieceKind;
  EXPECT_TRUE(matches("cn", "Jane Roe", {{kInitial, "JA"}}));
  EXPECT_TRUE(matches("cn", "Jane Roe", {{kFinal, "roe"}}));
  EXPECT_TRUE(matches("cn", "Jane Roe", {{kInitial, "j"}, {kAny, "ne r"}, {kFinal, "e"}}));
  EXPECT_TRUE(matches("cn", "abcabc", {{kAny, "c"}, {kAny, "a"}, {kFinal, "bc"}}));
  EXPECT_FALSE(matches("cn", "Jane Roe", {{kInitial, "roe"}}));
  EXPECT_FALSE(matches("cn", "Jane Roe", {{kFinal, "jane"}}));
  EXPECT_FALSE(matches("cn", "aba", {{kInitial, "ab"}, {kFinal, "ba"}}));
  EXPECT_FALSE(matches("cn", "ab", {{kAny, "b"}, {kAny, "a"}}));
  EXPECT_FALSE(matches("cn", "aa", {{kAny, "a"}, {kAny, "a"}, {kAny, "a"}}));
  EXPECT_TRUE(matches("cn", "a   b", {{kInitial, "a "}, {kFinal, "b"}}));
  EXPECT_FALSE(matches("homeDirectory", "/home/a", {{kInitial, "/HOME"}}));
  EXPECT_TRUE(matches("telephoneNumber", "+372 55-51", {{kAny, "2-55"}}));
}

TEST(Substrings, AreUndefinedWhereTheTypeHasNoRule) {
  std::string out;
  for (const char* attribute : {"uidNumber", "member", "sshPublicKey", "objectClass", "entryUUID",
                                "modifyTimestamp", "userCertificate"}) {
    EXPECT_FALSE(append_piece_normal_form(*find_attribute(attribute), PieceKind::kAny, "1", out));
  }
  EXPECT_FALSE(append_piece_normal_form(*find_attribute("cn"), PieceKind::kAny, "\xff", out));
  EXPECT_TRUE(out.empty());
}

TEST(Substrings, AgreeWithTheWorstTextsOfANaiveSearch) {
  const std::string text = std::string(20000, 'a') + "b";
  std::vector<Piece> pieces = {{PieceKind::kAny, std::string(9000, 'a') + "b"},
                               {PieceKind::kAny, "a"}};
  EXPECT_FALSE(matches_pieces(text, pieces));
  pieces.pop_back();
  EXPECT_TRUE(matches_pieces(text, pieces));
}

/// Processor time of this thread in seconds: what others do meanwhile does not count.
double processor_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The least that one match of `size` octets takes, over several runs of many.
double least_time(const std::string& text, const std::vector<Piece>& pieces) {
  double least = std::numeric_limits<double>::infinity();
  for (int run = 0; run < 7; ++run) {
    const double begin = processor_time();
    for (int turn = 0; turn < 5; ++turn) EXPECT_FALSE(matches_pieces(text, pieces));
    least = std::min(least, processor_time() - begin);
  }
  return least;
}

/// CVE-2019-3824 class: four times the text and the pieces take four times as long, where a search
/// that begins anew at every octet takes sixteen times.
TEST(Substrings, TakeTimeInProportionToTheWorstTexts) {
  const auto time_at = [](std::size_t size) {
    const std::string half(size / 2, 'a');
    // The piece fails at its last octet wherever it is tried; or at its first, seen from behind.
    const double behind = least_time(std::string(size, 'a'), {{PieceKind::kAny, half + "b"}});
    const double before = least_time(std::string(size, 'a'), {{PieceKind::kAny, "b" + half}});
    // And in the middle, with many pieces before it that are found.
    std::vector<Piece> many(31, {PieceKind::kAny, std::string(size / 128, 'a')});
    many.push_back({PieceKind::kAny, half + "b" + half});
    const double among = least_time(std::string(2 * size, 'a'), many);
    return std::vector<double>{behind, before, among};
  };
  constexpr std::size_t kSize = 16'384;
  const auto small = time_at(kSize);
  const auto large = time_at(4 * kSize);
  for (std::size_t i = 0; i < small.size(); ++i) {
    EXPECT_LT(large[i] / small[i], 10) << "case " << i << ": " << small[i] << " s, " << large[i];
  }
}

TEST(Substrings, AgreeWithABruteForceMatcher) {
  std::mt19937 random(4517);
  const auto word = [&](std::size_t most) {
    std::string text(1 + random() % most, 'a');
    for (char& c : text) c = random() % 2 == 0 ? 'a' : 'b';
    return text;
  };
  const auto brute = [](std::string_view text, const std::vector<std::string>& any, std::size_t i,
                        const auto& self) -> bool {
    if (i == any.size()) return true;
    for (std::size_t at = text.find(any[i]); at != std::string_view::npos;
         at = text.find(any[i], at + 1)) {
      if (self(text.substr(at + any[i].size()), any, i + 1, self)) return true;
    }
    return false;
  };
  for (int round = 0; round < 3000; ++round) {
    const std::string text = word(12);
    std::vector<std::string> any;
    std::vector<Piece> pieces;
    for (auto n = 1 + random() % 3; n > 0; --n) {
      any.push_back(word(3));
      pieces.push_back({PieceKind::kAny, any.back()});
    }
    EXPECT_EQ(matches_pieces(text, pieces), brute(text, any, 0, brute)) << text;
  }
}

}  // namespace
}  // namespace drawbridge::ldap::schema
