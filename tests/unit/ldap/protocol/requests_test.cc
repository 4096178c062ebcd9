#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ldap/ber/writer.h"
#include "ldap/protocol/abandon.h"
#include "ldap/protocol/bind.h"
#include "ldap/protocol/compare.h"
#include "ldap/protocol/entry_of.h"
#include "ldap/protocol/extended.h"
#include "ldap/protocol/paged_results.h"
#include "ldap/protocol/search_request.h"

namespace drawbridge::ldap::protocol {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

// clang-format off
const std::string kSimpleBind =
    "\x02\x01\x03"             // version        3
    "\x04\x04" "dc=x"          // name
    "\x80\x02" "pw"s;          // simple
const std::string kSaslBind =
    "\x02\x01\x03"             // version        3
    "\x04\x00"                 // name
    "\xa3\x0a"                 // sasl
      "\x04\x05" "PLAIN"       //   mechanism
      "\x04\x01" "c"s;         //   credentials
const std::string kSearch =
    "\x04\x04" "dc=x"          // baseObject    LDAPDN
    "\x0a\x01\x02"             // scope         wholeSubtree (2)
    "\x0a\x01\x03"             // derefAliases  derefAlways (3)
    "\x02\x01\x05"             // sizeLimit
    "\x02\x02\x01\x00"         // timeLimit     256
    "\x01\x01\xff"             // typesOnly     TRUE
    "\x87\x0b" "objectClass"   // filter        present [7]
    "\x30\x08\x04\x03" "uid" "\x04\x01" "*"s;  // attributes
const std::string kCompare =
    "\x04\x04" "dc=x"          // entry
    "\x30\x06"                 // ava
      "\x04\x01" "o"           //   attributeDesc
      "\x04\x01" "v"s;         //   assertionValue
const std::string kExtended =
    "\x80\x05" "1.2.3"         // requestName
    "\x81\x01" "v"s;           // requestValue
// clang-format on

TEST(DecodeBindRequest, ReadsSimpleAuthentication) {
  const auto bind = decode_bind_request(kSimpleBind);
  ASSERT_TRUE(bind);
  EXPECT_EQ(bind->version, 3);
  EXPECT_EQ(bind->name, "dc=x");
  EXPECT_EQ(bind->method, BindMethod::kSimple);
  EXPECT_EQ(bind->password, "pw");
}

TEST(DecodeBindRequest, ReadsSaslAuthentication) {
  const auto bind = decode_bind_request(kSaslBind);
  ASSERT_TRUE(bind);
  EXPECT_EQ(bind->method, BindMethod::kSasl);
  EXPECT_EQ(bind->mechanism, "PLAIN");
  EXPECT_EQ(bind->credentials, "c");
  const auto without = decode_bind_request("\x02\x01\x03\x04\x00\xa3\x07\x04\x05PLAIN"s);
  ASSERT_TRUE(without);
  EXPECT_FALSE(without->credentials);
}

TEST(DecodeBindRequest, TellsOtherMethodsAndVersions) {
  EXPECT_EQ(decode_bind_request("\x02\x01\x03\x04\x00\x81\x00"s)->method, BindMethod::kOther);
  EXPECT_EQ(decode_bind_request("\x02\x01\x02\x04\x00\x80\x00"s)->version, 2);
  EXPECT_EQ(decode_bind_request("\x02\x01\x7f\x04\x00\x80\x00"s)->version, 127);
  EXPECT_FALSE(decode_bind_request("\x02\x02\x00\x80\x04\x00\x80\x00"s));
  EXPECT_FALSE(decode_bind_request("\x02\x01\xff\x04\x00\x80\x00"s));
}

TEST(DecodeSearchRequest, ReadsEveryField) {
  const auto request = decode_search_request(kSearch);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->base, "dc=x");
  EXPECT_EQ(request->scope, Scope::kWholeSubtree);
  EXPECT_EQ(request->deref_aliases, DerefAliases::kAlways);
  EXPECT_EQ(request->size_limit, 5);
  EXPECT_EQ(request->time_limit, 256);
  EXPECT_TRUE(request->types_only);
  EXPECT_EQ(request->filter.tag, 0x87);
  EXPECT_EQ(request->filter.contents, "objectClass");
  EXPECT_EQ(request->attributes.names(), (std::vector{"uid"sv, "*"sv}));
}

TEST(DecodeSearchRequest, RefusesValuesOutOfRange) {
  const auto with = [](std::size_t at, char value) {
    std::string bytes = kSearch;
    bytes[at] = value;
    return bytes;
  };
  EXPECT_TRUE(decode_search_request(with(8, '\x00')));
  const auto field_of = [&](std::size_t at, char value) {
    const auto request = decode_search_request(with(at, value));
    return request ? "none" : request.error().field;
  };
  EXPECT_EQ(field_of(8, '\x03'), "scope");
  EXPECT_EQ(field_of(8, '\xff'), "scope");
  EXPECT_EQ(field_of(11, '\x04'), "derefAliases");
  EXPECT_EQ(field_of(14, '\xff'), "sizeLimit");
  EXPECT_EQ(field_of(17, '\x80'), "timeLimit");
  EXPECT_EQ(field_of(21, '\x01'), "") << "typesOnly is no BOOLEAN";
  EXPECT_EQ(field_of(23, '\x7f'), "") << "the filter goes on too long";
  std::string both = with(8, '\x03');
  both[21] = '\x01';
  EXPECT_EQ(decode_search_request(both).error().field, "") << "what is malformed is not read";
}

TEST(DecodeSearchRequest, CapsTheAttributes) {
  const auto with = [](std::size_t count) {
    std::string bytes = kSearch.substr(0, kSearch.size() - 10);
    ber::Writer writer(bytes);
    const auto list = writer.begin(ber::kSequence);
    for (std::size_t i = 0; i < count; ++i) writer.octet_string("a");
    writer.end(list);
    return bytes;
  };
  EXPECT_EQ(decode_search_request(with(0))->attributes.names().size(), 0u);
  EXPECT_EQ(decode_search_request(with(kMaxRequestedAttributes))->attributes.names().size(), 1024u);
  EXPECT_EQ(decode_search_request(with(kMaxRequestedAttributes + 1)).error().code,
            ErrorCode::kTooLarge);
}

TEST(DecodeCompareRequest, ReadsEveryField) {
  const auto request = decode_compare_request(kCompare);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->entry, "dc=x");
  EXPECT_EQ(request->attribute, "o");
  EXPECT_EQ(request->value, "v");
}

TEST(DecodeExtendedRequest, ReadsEveryField) {
  const auto request = decode_extended_request(kExtended);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->oid, "1.2.3");
  EXPECT_EQ(request->value, "v");
  EXPECT_FALSE(decode_extended_request("\x80\x05"
                                       "1.2.3"s)
                   ->value);
}

TEST(DecodeAbandonRequest, ReadsTheId) {
  EXPECT_EQ(*decode_abandon_request("\x07"s), 7);
  EXPECT_EQ(*decode_abandon_request("\x7f\xff\xff\xff"s), 2147483647);
  EXPECT_FALSE(decode_abandon_request(""));
  EXPECT_FALSE(decode_abandon_request("\xff"s));
  EXPECT_FALSE(decode_abandon_request("\x01\x01\x01\x01\x01"s));
}

TEST(DecodeUnbindRequest, TakesNoContents) {
  EXPECT_TRUE(decode_unbind_request(""));
  EXPECT_FALSE(decode_unbind_request("x"));
}

TEST(PagedResults, AreDecodedAndEncoded) {
  const std::string value = encode_paged_results({.size = 1000, .cookie = "c\0k"sv});
  EXPECT_EQ(value,
            "\x30\x09\x02\x02\x03\xe8\x04\x03"
            "c\0k"s);
  const auto read = decode_paged_results(value);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->size, 1000);
  EXPECT_EQ(read->cookie, "c\0k"sv);
}

TEST(PagedResults, RefuseNegativeSizesAndEveryDamage) {
  EXPECT_FALSE(decode_paged_results("\x30\x05\x02\x01\xff\x04\x00"s));
  const std::string value = encode_paged_results({.size = 7, .cookie = "cookie"});
  for (std::size_t n = 0; n < value.size(); ++n) {
    EXPECT_FALSE(decode_paged_results(value.substr(0, n))) << n;
  }
  EXPECT_FALSE(decode_paged_results(value + "x"));
  EXPECT_FALSE(decode_paged_results("\x30\x06\x02\x01\x07\x04\x00x"s));
}

template <class Decode>
void expect_only_the_whole(const std::string& whole, Decode decode, std::size_t optional_from) {
  ASSERT_TRUE(decode(whole));
  for (std::size_t n = 0; n < whole.size(); ++n) {
    if (n == optional_from) continue;
    EXPECT_FALSE(decode(whole.substr(0, n))) << n;
  }
  EXPECT_FALSE(decode(whole + '\0'));
  EXPECT_FALSE(decode(whole + "\x04\x00"s));
}

TEST(Requests, AreRefusedTruncatedAndWithTrailingOctets) {
  constexpr auto kNone = std::string::npos;
  expect_only_the_whole(
      kSimpleBind, [](const auto& b) { return decode_bind_request(b); }, kNone);
  expect_only_the_whole(
      kSaslBind, [](const auto& b) { return decode_bind_request(b); }, kNone);
  expect_only_the_whole(
      kSearch, [](const auto& b) { return decode_search_request(b); }, kNone);
  expect_only_the_whole(
      kCompare, [](const auto& b) { return decode_compare_request(b); }, kNone);
  expect_only_the_whole(
      kExtended, [](const auto& b) { return decode_extended_request(b); }, 7);
}

std::string_view entry_named_in(Operation operation, std::string_view contents) {
  Message message;
  message.operation = operation;
  message.contents = contents;
  return entry_of(message);
}

TEST(EntryOf, IsTheNameThatTheRequestBeginsWith) {
  const std::string sequence =
      "\x04\x04"
      "dc=x"
      "\x30\x00"s;
  for (const auto operation :
       {Operation::kAddRequest, Operation::kModifyRequest, Operation::kModifyDnRequest}) {
    EXPECT_EQ(entry_named_in(operation, sequence), "dc=x");
    EXPECT_EQ(entry_named_in(operation,
                             "\x04\x05"
                             "dc=x"sv),
              "")
        << "it goes on too long";
    EXPECT_EQ(entry_named_in(operation, "\x30\x00"sv), "");
    EXPECT_EQ(entry_named_in(operation, ""), "");
  }
  EXPECT_EQ(entry_named_in(Operation::kDelRequest, "dc=x"), "dc=x");
  EXPECT_EQ(entry_named_in(Operation::kCompareRequest, kCompare), "dc=x");
  EXPECT_EQ(entry_named_in(Operation::kSearchRequest, kSearch), "dc=x");
  EXPECT_EQ(entry_named_in(Operation::kBindRequest, kSimpleBind), "");
  EXPECT_EQ(entry_named_in(Operation::kExtendedRequest, kExtended), "");
}

}  // namespace
}  // namespace drawbridge::ldap::protocol
