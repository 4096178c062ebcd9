#include <gtest/gtest.h>

#include <string>

#include "ldap/ber/writer.h"
#include "ldap/filter/filter.h"
#include "support/small_stack.h"

namespace drawbridge::ldap::filter {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

Result<Filter> decode(std::string_view bytes, const FilterLimits& limits = {}) {
  ber::Reader reader(bytes);
  DRAWBRIDGE_TRY(const auto element, reader.next());
  DRAWBRIDGE_CHECK(reader.finish());
  return Filter::decode(element, limits);
}

/// A presence item in `levels` - 1 sets; filled from the back, where the sizes are known.
std::string nested(std::size_t levels, ber::Tag tag = 0xa2) {
  constexpr std::size_t kMaxHeader = 6;
  std::string out(levels * kMaxHeader, '\0');
  std::size_t start = out.size();
  const auto prepend = [&](std::string_view octets) {
    start -= octets.size();
    out.replace(start, octets.size(), octets);
  };
  prepend(
      "\x87\x02"
      "cn");
  std::string header;
  for (std::size_t i = 1; i < levels; ++i) {
    header.clear();
    ber::append_header(header, tag, out.size() - start);
    prepend(header);
  }
  out.erase(0, start);
  return out;
}

TEST(DecodeFilter, ReadsAnEqualityMatch) {
  const auto bytes = "\xa3\x0b\x04\x03uid\x04\x04JDoe"s;
  const auto filter = decode(bytes);
  ASSERT_TRUE(filter);
  ASSERT_EQ(filter->nodes().size(), 1u);
  const FilterNode& node = filter->root();
  EXPECT_EQ(node.kind, FilterKind::kEqualityMatch);
  EXPECT_EQ(node.attribute, schema::find_attribute("uid"));
  EXPECT_EQ(node.description, "uid");
  EXPECT_EQ(node.value, "JDoe");
  EXPECT_EQ(node.key, "jdoe");
  EXPECT_EQ(node.end, 1u);
}

TEST(DecodeFilter, LaysNestedSetsOutInPreOrder) {
  const auto filter = Filter::parse("(&(uid=a)(|(cn=b)(!(sn=c)))(mail=*))");
  ASSERT_TRUE(filter);
  const auto nodes = filter->nodes();
  ASSERT_EQ(nodes.size(), 7u);
  using enum FilterKind;
  const std::vector<std::pair<FilterKind, std::uint32_t>> expected = {
      {kAnd, 7}, {kEqualityMatch, 2}, {kOr, 6},     {kEqualityMatch, 4},
      {kNot, 6}, {kEqualityMatch, 6}, {kPresent, 7}};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    EXPECT_EQ(nodes[i].kind, expected[i].first) << i;
    EXPECT_EQ(nodes[i].end, expected[i].second) << i;
  }
}

TEST(DecodeFilter, AcceptsEmptyAndAndOr) {
  EXPECT_EQ(decode("\xa0\x00"s)->root().kind, FilterKind::kAnd);
  EXPECT_EQ(decode("\xa1\x00"s)->root().kind, FilterKind::kOr);
  EXPECT_EQ(decode("\xa0\x00"s)->root().end, 1u);
}

TEST(DecodeFilter, RefusesANotWithoutExactlyOneFilter) {
  EXPECT_FALSE(decode("\xa2\x00"s));
  EXPECT_TRUE(
      decode("\xa2\x04\x87\x02"
             "cn"s));
  EXPECT_FALSE(
      decode("\xa2\x08\x87\x02"
             "cn\x87\x02"
             "cn"s));
}

TEST(DecodeFilter, LeavesUnknownAttributesUndefined) {
  const auto filter = Filter::parse("(|(foo=bar)(foo=*)(foo>=1)(foo=a*)(cn;lang-de=x))");
  ASSERT_TRUE(filter);
  for (const FilterNode& node : filter->nodes().subspan(1)) {
    EXPECT_EQ(node.attribute, nullptr) << node.description;
    EXPECT_FALSE(node.key);
    EXPECT_EQ(node.piece_count, 0u);
  }
  EXPECT_EQ(filter->nodes()[1].description, "foo");
}

TEST(DecodeFilter, TreatsSecretsAsUnknown) {
  const auto filter =
      Filter::parse("(|(userPassword=x)(userPassword=*)(2.5.4.35=*)(userPassword;binary=*))");
  ASSERT_TRUE(filter);
  for (const FilterNode& node : filter->nodes().subspan(1)) EXPECT_EQ(node.attribute, nullptr);
}

TEST(DecodeFilter, LeavesValuesWithoutTheSyntaxUndefined) {
  const auto filter = Filter::parse("(uidNumber=abc)");
  ASSERT_TRUE(filter);
  EXPECT_NE(filter->root().attribute, nullptr);
  EXPECT_FALSE(filter->root().key);
}

TEST(DecodeFilter, GivesOrderingsAKeyOnlyWhereThereIsAnOrder) {
  EXPECT_TRUE(Filter::parse("(uidNumber>=5000)")->root().key);
  EXPECT_TRUE(Filter::parse("(modifyTimestamp<=20260301000000Z)")->root().key);
  EXPECT_FALSE(Filter::parse("(cn>=a)")->root().key);
  EXPECT_FALSE(Filter::parse("(member<=dc=x)")->root().key);
}

TEST(DecodeFilter, ReadsSubstrings) {
  const auto filter = Filter::parse("(cn=A *b* C)");
  ASSERT_TRUE(filter);
  const auto pieces = filter->pieces(filter->root());
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[0].kind, schema::PieceKind::kInitial);
  EXPECT_EQ(pieces[0].key, "a ");
  EXPECT_EQ(pieces[1].kind, schema::PieceKind::kAny);
  EXPECT_EQ(pieces[1].key, "b");
  EXPECT_EQ(pieces[2].kind, schema::PieceKind::kFinal);
  EXPECT_EQ(pieces[2].key, " c");
}

TEST(DecodeFilter, LeavesSubstringsWithoutARuleUndefined) {
  EXPECT_EQ(Filter::parse("(uidNumber=5*)")->root().piece_count, 0u);
  const auto filter = Filter::parse("(|(cn=a*)(uidNumber=5*)(sn=b*))");
  EXPECT_EQ(filter->pieces(filter->nodes()[1])[0].key, "a");
  EXPECT_EQ(filter->pieces(filter->nodes()[2]).size(), 0u);
  EXPECT_EQ(filter->pieces(filter->nodes()[3])[0].key, "b");
}

std::string substring_filter(const std::string& pieces) {
  std::string out;
  ber::Writer writer(out);
  const auto filter = writer.begin(0xa4);
  writer.octet_string("cn");
  writer.octet_string(pieces, ber::kSequence);
  writer.end(filter);
  return out;
}

TEST(DecodeFilter, RefusesSubstringsOutOfOrderOrEmpty) {
  EXPECT_TRUE(
      decode(substring_filter("\x80\x01"
                              "a\x81\x01"
                              "b\x82\x01"
                              "c")));
  for (const std::string& pieces :
       {""s, "\x80\x00"s, "\x81\x00"s, "\x82\x00"s, "\x80\x01x\x80\x01x"s, "\x81\x01x\x80\x01x"s,
        "\x82\x01x\x81\x01x"s, "\x82\x01x\x82\x01x"s, "\x83\x01x"s, "\x04\x01x"s, "\x80\x05x"s}) {
    const auto filter = decode(substring_filter(pieces));
    ASSERT_FALSE(filter) << testing::PrintToString(pieces);
    EXPECT_EQ(filter.error().code, ErrorCode::kInvalid);
  }
}

TEST(DecodeFilter, CapsThePiecesOfASubstringFilter) {
  std::string pieces;
  for (std::size_t i = 0; i < kMaxPieces; ++i) pieces += "\x81\x01x";
  EXPECT_TRUE(decode(substring_filter(pieces)));
  const auto filter = decode(substring_filter(pieces + "\x81\x01x"));
  ASSERT_FALSE(filter);
  EXPECT_EQ(filter.error().code, ErrorCode::kTooLarge);
}

TEST(DecodeFilter, PreparesAnExtensibleMatchByItsRule) {
  for (const char* text : {"(cn:caseIgnoreMatch:=Fred)", "(cn:CASEIGNOREMATCH:=Fred)",
                           "(cn:2.5.13.2:=Fred)", "(cn:=Fred)"}) {
    const auto filter = Filter::parse(text);
    ASSERT_TRUE(filter) << text;
    EXPECT_EQ(filter->root().key, "fred");
    EXPECT_FALSE(filter->root().is_beyond_equality()) << text;
  }
  const std::vector<std::pair<const char*, const char*>> rows = {
      {"(cn:caseExactMatch:=Fred)", "Fred"},
      {"(cn:dn:=Fred)", "fred"},
      {"(:dn:2.5.13.2:=Fred)", "fred"},
      {"(:2.5.13.5:=Fred)", "Fred"}};
  for (const auto& [text, key] : rows) {
    const auto filter = Filter::parse(text);
    ASSERT_TRUE(filter) << text;
    EXPECT_EQ(filter->root().key, key) << text;
    EXPECT_TRUE(filter->root().is_beyond_equality()) << text;
  }
}

TEST(DecodeFilter, LeavesAnExtensibleMatchUndefinedThatHasNoMeaning) {
  for (const char* text :
       {"(memberOf:1.2.840.113556.1.4.1941:=cn=x)", "(cn:nosuchrule:=x)", "(:nosuchrule:=x)",
        "(foo:=x)", "(foo:caseIgnoreMatch:=x)", "(userPassword:=x)",
        "(userPassword:octetStringMatch:=x)", "(userPassword:dn:=x)", "(jpegPhoto:=x)",
        "(cn:integerMatch:=5)", "(uidNumber:caseIgnoreMatch:=5)", "(uidNumber:integerMatch:=five)",
        "(:integerMatch:=five)", "(cn:caseIgnoreSubstringsMatch:=no star)",
        "(cn:caseIgnoreSubstringsMatch:=\\2a)", "(cn:caseIgnoreSubstringsMatch:=a\\2a\\2ab)",
        "(cn:caseIgnoreSubstringsMatch:=a\\2ab\\5c41)", "(mail:caseExactIA5Match:=\\c3\\b6)"}) {
    const auto filter = Filter::parse(text);
    ASSERT_TRUE(filter) << text;
    EXPECT_EQ(filter->root().kind, FilterKind::kExtensibleMatch);
    EXPECT_FALSE(filter->root().key) << text;
    EXPECT_EQ(filter->root().piece_count, 0U) << text;
    EXPECT_TRUE(filter->pieces(filter->root()).empty()) << text;
  }
}

TEST(DecodeFilter, TakesASubstringAssertionApart) {
  const auto filter = Filter::parse("(cn:2.5.13.4:=Ab\\2aC\\5c2aD\\2a\\5c5CE)");
  ASSERT_TRUE(filter);
  const auto pieces = filter->pieces(filter->root());
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_EQ(pieces[0].key, "ab");
  EXPECT_EQ(pieces[1].key, "c*d");
  EXPECT_EQ(pieces[2].key, "\\e");
  EXPECT_EQ(pieces[0].kind, schema::PieceKind::kInitial);
  EXPECT_EQ(pieces[1].kind, schema::PieceKind::kAny);
  EXPECT_EQ(pieces[2].kind, schema::PieceKind::kFinal);
  std::string most = "(cn:2.5.13.4:=a";
  for (std::size_t i = 1; i < kMaxPieces; ++i) most += "\\2aa";
  EXPECT_EQ(Filter::parse(most + ")")->root().piece_count, kMaxPieces);
  EXPECT_EQ(Filter::parse(most + "\\2aa)").error().code, ErrorCode::kTooLarge);
}

TEST(DecodeFilter, RefusesAnExtensibleMatchOfNothing) {
  EXPECT_FALSE(decode("\xa9\x03\x83\x01x"s));
  EXPECT_FALSE(decode("\xa9\x00"s));
  EXPECT_FALSE(
      decode("\xa9\x09\x82\x02"
             "cn\x83\x01x\x84\x00"s));
}

TEST(DecodeFilter, RefusesUnknownChoicesAndWrongForms) {
  for (const std::string& bytes : {"\x04\x01x"s, "\x80\x00"s, "\xaa\x00"s, "\x83\x00"s,
                                   "\xa7\x02"
                                   "cn"s,
                                   "\x87\x00"s, "\x30\x00"s, "\xa3\x05\x04\x00\x04\x01x"s,
                                   "\xa3\x04\x04\x02"
                                   "cn"s,
                                   "\xa3\x0a\x04\x02"
                                   "cn\x04\x01x\x04\x01x"s}) {
    const auto filter = decode(bytes);
    ASSERT_FALSE(filter) << testing::PrintToString(bytes);
    EXPECT_EQ(filter.error().code, ErrorCode::kInvalid);
  }
}

TEST(DecodeFilter, CountsTheDepth) {
  const FilterLimits limits{.max_depth = 64, .max_nodes = 4096};
  for (const ber::Tag tag : {ber::Tag{0xa0}, ber::Tag{0xa1}, ber::Tag{0xa2}}) {
    EXPECT_TRUE(decode(nested(63, tag), limits));
    EXPECT_TRUE(decode(nested(64, tag), limits));
    for (const std::size_t levels : {65U, 10000U}) {
      const auto filter = decode(nested(levels, tag), limits);
      ASSERT_FALSE(filter) << levels;
      EXPECT_EQ(filter.error().code, ErrorCode::kTooLarge) << levels;
    }
  }
  EXPECT_EQ(decode(nested(1000000), limits).error().code, ErrorCode::kTooLarge);
  EXPECT_TRUE(decode(nested(1), {.max_depth = 1}));
  EXPECT_FALSE(decode(nested(2), {.max_depth = 1}));
}

TEST(DecodeFilter, TakesNoStackForTheDepth) {
  drawbridge::test::run_on_a_small_stack([] {
    for (const ber::Tag tag : {ber::Tag{0xa0}, ber::Tag{0xa1}, ber::Tag{0xa2}}) {
      EXPECT_TRUE(decode(nested(64, tag)));
      for (const std::size_t levels : {65U, 10'000U, 1'000'000U}) {
        const auto filter = decode(nested(levels, tag));
        ASSERT_FALSE(filter) << levels;
        EXPECT_EQ(filter.error().code, ErrorCode::kTooLarge);
      }
      // With limits that nobody can configure: it is not they that protect the stack.
      constexpr std::size_t kLevels = 100'000;
      const auto filter =
          decode(nested(kLevels, tag), {.max_depth = kLevels, .max_nodes = kLevels});
      ASSERT_TRUE(filter);
      EXPECT_EQ(filter->nodes().size(), kLevels);
      EXPECT_EQ(print(*filter, 20).size(), 20U);
    }
  });
}

TEST(DecodeFilter, CountsTheNodes) {
  const auto wide = [](std::size_t siblings) {
    std::string out;
    ber::Writer writer(out);
    const auto set = writer.begin(0xa1);
    for (std::size_t i = 0; i < siblings; ++i) writer.octet_string("cn", 0x87);
    writer.end(set);
    return out;
  };
  EXPECT_TRUE(decode(wide(4095)));
  for (const std::size_t siblings : {4096U, 50000U}) {
    const auto filter = decode(wide(siblings));
    ASSERT_FALSE(filter);
    EXPECT_EQ(filter.error().code, ErrorCode::kTooLarge);
  }
}

TEST(DecodeFilter, CanGoDeepWhenTheLimitsSaySo) {
  const auto filter = decode(nested(20000), {.max_depth = 30000, .max_nodes = 30000});
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->nodes().size(), 20000u);
  EXPECT_EQ(print(*filter, 20).size(), 20u);
}

TEST(DecodeFilter, RefusesEveryTruncation) {
  const auto encoded = encode_text(
      "(&(uid=jdoe)(objectClass=posixAccount)(|(cn=a*b*c)(!(mail=*)))(uidNumber>=1)(cn:=x))");
  ASSERT_TRUE(encoded);
  ASSERT_TRUE(decode(*encoded));
  for (std::size_t n = 0; n < encoded->size(); ++n) {
    EXPECT_FALSE(decode(encoded->substr(0, n))) << n;
  }
}

TEST(DecodeFilter, RefusesEveryLengthThatLies) {
  const auto encoded = encode_text("(&(uid=jdoe)(|(cn=a*b*c)(!(mail=*))))");
  ASSERT_TRUE(encoded);
  for (const std::size_t at : {1U, 3U, 5U, 10U}) {
    for (const char lie : {'\x7e', '\x80', '\x84', '\xff'}) {
      std::string bytes = *encoded;
      bytes[at] = lie;
      EXPECT_FALSE(decode(bytes)) << at;
    }
  }
}

}  // namespace
}  // namespace drawbridge::ldap::filter
