#include "ldap/protocol/message.h"

#include <gtest/gtest.h>

#include <string>

#include "ldap/ber/writer.h"

namespace drawbridge::ldap::protocol {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

constexpr std::size_t kControlsMax = 10;

// clang-format off
const std::string kGood =
    "\x30\x27"                            // LDAPMessage
    "\x02\x01\x07"                        // messageID     7
    "\x66\x00"                            // protocolOp    ModifyRequest, not looked into
    "\xa0\x20"                            // controls      [0]
      "\x30\x0d"                          //   Control
        "\x04\x05" "1.2.3"                //     controlType
        "\x01\x01\xff"                    //     criticality   TRUE
        "\x04\x01" "v"                    //     controlValue
      "\x30\x07" "\x04\x05" "1.2.4"       //   Control, defaults
      "\x30\x06" "\x04\x01" "2" "\x01\x01\x00"s;
// clang-format on

std::string message(std::string_view id, std::string_view operation, std::string_view rest = "") {
  std::string out;
  ber::Writer writer(out);
  const auto mark = writer.begin(ber::kSequence);
  writer.octet_string(id, ber::kInteger);
  writer.raw(operation);
  writer.raw(rest);
  writer.end(mark);
  return out;
}

std::string controls(std::size_t count) {
  std::string out;
  ber::Writer writer(out);
  const auto list = writer.begin(ber::context_constructed(0));
  for (std::size_t i = 0; i < count; ++i) {
    const auto control = writer.begin(ber::kSequence);
    writer.octet_string("1.2.3");
    writer.end(control);
  }
  writer.end(list);
  return out;
}

TEST(DecodeMessage, ReadsEveryField) {
  const auto read = decode_message(kGood, kControlsMax);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->id, 7);
  EXPECT_EQ(read->operation, Operation::kModifyRequest);
  EXPECT_EQ(read->contents, "");
  ASSERT_EQ(read->controls.size(), 3u);
  EXPECT_EQ(read->controls[0].oid, "1.2.3");
  EXPECT_TRUE(read->controls[0].is_critical);
  EXPECT_EQ(read->controls[0].value, "v");
  EXPECT_EQ(read->controls[1].oid, "1.2.4");
  EXPECT_FALSE(read->controls[1].is_critical);
  EXPECT_FALSE(read->controls[1].value);
  EXPECT_FALSE(read->controls[2].is_critical);
  EXPECT_FALSE(read->has_too_many_controls);
}

TEST(DecodeMessage, RefusesEveryTruncation) {
  for (std::size_t n = 0; n < kGood.size(); ++n) {
    EXPECT_FALSE(decode_message(kGood.substr(0, n), kControlsMax)) << n;
  }
}

TEST(DecodeMessage, RefusesTrailingOctets) {
  EXPECT_FALSE(decode_message(kGood + '\0', kControlsMax));
  EXPECT_FALSE(decode_message(message("\x01", "\x42\x00"s, "\xa0\x00\x04\x00"s), kControlsMax));
}

TEST(DecodeMessage, RefusesOperationsThatLdapDoesNotHave) {
  for (const int tag : {0x02, 0x04, 0x30, 0x40, 0x43, 0x62, 0x7a, 0x7e, 0x80, 0xa0, 0xbe}) {
    EXPECT_FALSE(
        decode_message(message("\x01", std::string{static_cast<char>(tag), '\0'}), kControlsMax))
        << tag;
  }
}

TEST(DecodeMessage, KeepsTheIdInItsRange) {
  EXPECT_EQ(decode_message(message("\x7f\xff\xff\xff", "\x42\x00"s), 0)->id, kMaxInt);
  EXPECT_EQ(decode_message(message("\0"sv, "\x42\x00"s), 0)->id, 0);
  for (const auto& id : {"\xff"s, "\x80\x00\x00\x00"s, "\x00\x80\x00\x00\x00"s, ""s, "\x00\x01"s}) {
    EXPECT_FALSE(decode_message(message(id, "\x42\x00"s), 0)) << testing::PrintToString(id);
  }
}

TEST(DecodeMessage, CapsTheControlsWithoutLosingTheOperation) {
  const auto at_limit = decode_message(message("\x05", "\x42\x00"s, controls(10)), kControlsMax);
  ASSERT_TRUE(at_limit);
  EXPECT_EQ(at_limit->controls.size(), 10u);
  for (const std::size_t count : {11U, 100000U}) {
    const auto over = decode_message(message("\x05", "\x42\x00"s, controls(count)), kControlsMax);
    ASSERT_TRUE(over);
    EXPECT_TRUE(over->has_too_many_controls);
    EXPECT_TRUE(over->controls.empty());
    EXPECT_EQ(over->id, 5);
    EXPECT_EQ(over->operation, Operation::kUnbindRequest);
  }
}

TEST(DecodeMessage, RefusesMalformedControls) {
  for (const std::string& list : {"\xa0\x02\x30\x00"s, "\xa0\x04\x30\x02\x04\x00"s,
                                  "\xa0\x05\x30\x03\x04\x01x"s, "\xa0\x05\x30\x03\x04\x01."s,
                                  "\xa0\x07\x30\x05\x04\x03"
                                  "1.."s,
                                  "\xa0\x08\x30\x06\x04\x01"
                                  "1\x01\x01\x01"s,
                                  "\xa0\x02\x04\x00"s,
                                  "\xa0\x0a\x30\x08\x04\x01"
                                  "1\x04\x01x\x04\x00"s,
                                  "\xa1\x00"s, "\x30\x00"s}) {
    EXPECT_FALSE(decode_message(message("\x01", "\x42\x00"s, list), kControlsMax))
        << testing::PrintToString(list);
  }
}

TEST(DecodeRequest, RefusesTheIdOfNotifications) {
  EXPECT_TRUE(decode_request(message("\x01", "\x42\x00"s), 0));
  EXPECT_FALSE(decode_request(message("\0"sv, "\x42\x00"s), 0));
}

TEST(DecodeRequest, RefusesResponses) {
  for (const int tag : {0x61, 0x64, 0x65, 0x73, 0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x78, 0x79}) {
    const std::string pdu = message("\x01", std::string{static_cast<char>(tag), '\0'});
    EXPECT_TRUE(decode_message(pdu, 0)) << tag;
    EXPECT_FALSE(decode_request(pdu, 0)) << tag;
  }
  for (const int tag : {0x60, 0x42, 0x63, 0x66, 0x68, 0x4a, 0x6c, 0x6e, 0x50, 0x77}) {
    EXPECT_TRUE(decode_request(message("\x01", std::string{static_cast<char>(tag), '\0'}), 0))
        << tag;
  }
}

TEST(DecodeMessage, RefusesOtherProtocols) {
  EXPECT_FALSE(decode_message("GET / HTTP/1.1\r\n\r\n", kControlsMax));
  EXPECT_FALSE(decode_message("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, kControlsMax));
}

TEST(ResponseTo, GivesTheResponseOfEachRequest) {
  EXPECT_EQ(response_to(Operation::kBindRequest), Operation::kBindResponse);
  EXPECT_EQ(response_to(Operation::kSearchRequest), Operation::kSearchResultDone);
  EXPECT_EQ(response_to(Operation::kModifyRequest), Operation::kModifyResponse);
  EXPECT_EQ(response_to(Operation::kAddRequest), Operation::kAddResponse);
  EXPECT_EQ(response_to(Operation::kDelRequest), Operation::kDelResponse);
  EXPECT_EQ(response_to(Operation::kModifyDnRequest), Operation::kModifyDnResponse);
  EXPECT_EQ(response_to(Operation::kCompareRequest), Operation::kCompareResponse);
  EXPECT_EQ(response_to(Operation::kExtendedRequest), Operation::kExtendedResponse);
  EXPECT_FALSE(response_to(Operation::kUnbindRequest));
  EXPECT_FALSE(response_to(Operation::kAbandonRequest));
  EXPECT_FALSE(response_to(Operation::kSearchResultEntry));
}

}  // namespace
}  // namespace drawbridge::ldap::protocol
