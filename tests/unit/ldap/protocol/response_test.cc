#include "ldap/protocol/response.h"

#include <gtest/gtest.h>
#include <lber.h>

#include <string>
#include <vector>

#include "ldap/ber/reader.h"
#include "ldap/ber/writer.h"
#include "ldap/protocol/extended.h"
#include "ldap/protocol/search_entry.h"

namespace drawbridge::ldap::protocol {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

TEST(AppendResult, WritesTheWholeMessage) {
  std::string out;
  append_result(out, 2, Operation::kSearchResultDone,
                {.code = ResultCode::kNoSuchObject, .matched_dn = "dc=x", .diagnostic = "gone"});
  EXPECT_EQ(out,
            "\x30\x14\x02\x01\x02\x65\x0f\x0a\x01\x20\x04\x04"
            "dc=x"
            "\x04\x04gone"s);
}

TEST(AppendResult, WritesABareCodeForEverySizeOfTheMessageId) {
  for (const std::int32_t id :
       {0, 1, 127, 128, 255, 256, 32767, 32768, 8388607, 8388608, kMaxInt}) {
    for (const ResultCode code :
         {ResultCode::kSuccess, ResultCode::kNoSuchObject, ResultCode::kTooLate}) {
      std::string expected;
      ber::Writer writer(expected);
      const auto message = writer.begin(ber::kSequence);
      writer.integer(id);
      const auto operation = writer.begin(static_cast<ber::Tag>(Operation::kBindResponse));
      writer.enumerated(static_cast<int>(code));
      writer.octet_string("");
      writer.octet_string("");
      writer.end(operation);
      writer.end(message);
      std::string out;
      append_result(out, id, Operation::kBindResponse, {code});
      EXPECT_EQ(out, expected) << id;
    }
  }
}

TEST(AppendResult, WritesReferralsAndControls) {
  std::string out;
  const std::vector<ResponseControl> controls = {{"1.2", "v"}, {"1.3", std::nullopt}};
  append_result(out, 1, Operation::kBindResponse,
                {.code = ResultCode::kReferral, .referrals = {"ldap://x"}}, controls);
  const auto message = decode_message(out, 10);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->operation, Operation::kBindResponse);
  ASSERT_EQ(message->controls.size(), 2u);
  EXPECT_EQ(message->controls[0].oid, "1.2");
  EXPECT_EQ(message->controls[0].value, "v");
  EXPECT_FALSE(message->controls[1].value);
  ber::Reader in(message->contents);
  EXPECT_EQ(*in.enumerated(0, 200), 10);
  EXPECT_EQ(*in.octet_string(), "");
  EXPECT_EQ(*in.octet_string(), "");
  auto referrals = in.enter(ber::context_constructed(3));
  ASSERT_TRUE(referrals);
  EXPECT_EQ(*referrals->octet_string(), "ldap://x");
  EXPECT_TRUE(in.at_end());
}

TEST(AppendResult, AppendsAfterWhatIsThere) {
  std::string out;
  append_result(out, 1, Operation::kSearchResultDone, {});
  const std::string one = out;
  append_result(out, 1, Operation::kSearchResultDone, {});
  EXPECT_EQ(out, one + one);
}

TEST(AppendExtendedResponse, WritesNameAndValueWhenGiven) {
  std::string out;
  append_extended_response(out, 3, {}, "1.2.3", "dn:"sv);
  const auto message = decode_message(out, 0);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->contents,
            "\x0a\x01\x00\x04\x00\x04\x00\x8a\x05"
            "1.2.3"
            "\x8b\x03"
            "dn:"s);
  out.clear();
  append_extended_response(out, 3, {});
  EXPECT_EQ(decode_message(out, 0)->contents, "\x0a\x01\x00\x04\x00\x04\x00"s);
}

TEST(NoticeOfDisconnection, IsAnUnsolicitedExtendedResponse) {
  std::string out;
  append_notice_of_disconnection(out, ResultCode::kProtocolError, "bad");
  const auto message = decode_message(out, 0);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->id, 0);
  EXPECT_EQ(message->operation, Operation::kExtendedResponse);
  EXPECT_EQ(message->contents,
            "\x0a\x01\x02\x04\x00\x04\x03"
            "bad\x8a\x16"s +
                std::string(kNoticeOfDisconnectionOid));
}

std::string entry(std::int32_t id, const std::string& name, const std::vector<std::string>& values,
                  const std::string& controls = {}) {
  std::string object_name;
  ber::Writer(object_name).octet_string(name);
  std::string attributes;
  append_partial_attribute(attributes, "uid", std::span<const std::string>(values));
  append_partial_attribute(attributes, "cn", std::span<const std::string_view>());
  std::string out;
  append_search_entry_prefix(out, id, object_name, attributes.size(), controls.size());
  return out + attributes + controls;
}

TEST(SearchEntry, IsAWholeMessageForEverySizeOfItsParts) {
  for (const std::int32_t id : {1, 127, 128, 32767, 32768, 8388607, 8388608, 2147483647}) {
    for (const std::size_t size :
         {0U, 60U, 90U, 100U, 110U, 120U, 200U, 230U, 250U, 300U, 65000U, 66000U}) {
      const auto out = entry(id, "uid=a,dc=x", {std::string(size, 'v')});
      const auto message = decode_message(out, 0);
      ASSERT_TRUE(message) << id << " " << size;
      EXPECT_EQ(message->id, id);
      ber::Reader in(message->contents);
      EXPECT_EQ(*in.octet_string(), "uid=a,dc=x");
      auto attributes = in.enter(ber::kSequence);
      ASSERT_TRUE(attributes && in.at_end());
      auto uid = attributes->enter(ber::kSequence);
      EXPECT_EQ(*uid->octet_string(), "uid");
      EXPECT_EQ(*uid->enter(ber::kSet)->octet_string(), std::string(size, 'v'));
      auto cn = attributes->enter(ber::kSequence);
      EXPECT_EQ(*cn->octet_string(), "cn");
      EXPECT_TRUE(cn->enter(ber::kSet)->at_end());
      EXPECT_TRUE(attributes->at_end());
    }
  }
}

TEST(SearchEntry, MakesRoomForControls) {
  std::string controls;
  append_controls(controls, std::vector<ResponseControl>{{"1.2", "v"}});
  const auto out = entry(1, "dc=x", {"a", "b"}, controls);
  const auto message = decode_message(out, 1);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->controls[0].oid, "1.2");
}

TEST(SearchEntry, IsReadByLiblber) {
  std::string out = entry(300, "uid=a,dc=x", {"one", std::string(300, 't')});
  berval value{out.size(), out.data()};
  BerElement* ber = ber_init(&value);
  ber_int_t id = 0;
  ber_tag_t operation = 0;
  berval name{};
  ASSERT_NE(ber_scanf(ber, "{it{m", &id, &operation, &name), LBER_ERROR);
  EXPECT_EQ(id, 300);
  EXPECT_EQ(operation, 0x64u);
  EXPECT_EQ(std::string(name.bv_val, name.bv_len), "uid=a,dc=x");
  ber_free(ber, 1);
}

}  // namespace
}  // namespace drawbridge::ldap::protocol
