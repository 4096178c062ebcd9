#include "ldap/protocol/content_sync.h"

#include <gtest/gtest.h>

#include <string>

#include "base/encoding.h"

namespace drawbridge::ldap::protocol {
namespace {

using namespace std::string_literals;

Uuid uuid() { return *Uuid::parse("00112233445566778899aabbccddeeff"); }
const std::string kUuidOctets = "\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff"s;

TEST(SyncRequest, IsReadAsOpenLdapsConsumerSendsIt) {
  // ENUMERATED refreshAndPersist, cookie, reloadHint TRUE: as seen from slapd 2.5.
  const auto sent = "\x30\x0f\x0a\x01\x03\x04\x07rid=101\x01\x01\xff"s;
  const auto request = decode_sync_request(sent);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->mode, SyncMode::kRefreshAndPersist);
  EXPECT_EQ(request->cookie, "rid=101");
  EXPECT_TRUE(request->reload_hint);
  const auto least = decode_sync_request("\x30\x03\x0a\x01\x01"s);
  ASSERT_TRUE(least);
  EXPECT_EQ(least->mode, SyncMode::kRefreshOnly);
  EXPECT_TRUE(least->cookie.empty());
  EXPECT_FALSE(least->reload_hint);
}

TEST(SyncRequest, IsRefusedWhenMalformed) {
  for (const std::string& wrong :
       {""s, "\x30\x00"s, "\x30\x03\x0a\x01\x02"s, "\x30\x03\x0a\x01\x00"s, "\x30\x03\x0a\x01\x04"s,
        "\x30\x03\x02\x01\x01"s, "\x30\x03\x0a\x01\x01\x00"s, "\x30\x05\x0a\x01\x01\x05\x00"s,
        "\x30\x06\x0a\x01\x01\x01\x01\x01"s, "\x30\x7f\x0a\x01\x01"s}) {
    EXPECT_FALSE(decode_sync_request(wrong)) << hex_encode(wrong);
  }
}

TEST(SyncMessages, AreEncodedAsRfc4533Says) {
  std::string out;
  const Uuid one = uuid();
  append_sync_id_set(out, 2, {&one, 1});
  EXPECT_EQ(out, "\x30\x37\x02\x01\x02\x79\x32\x80\x18"s + "1.3.6.1.4.1.4203.1.9.1.4" +
                     "\x81\x16\xa3\x14\x31\x12\x04\x10"s + kUuidOctets)
      << hex_encode(out);
}

TEST(SyncMessages, CarryCookieAndEnd) {
  std::string out;
  append_sync_refresh_done(out, 2, true, "csn=x");
  EXPECT_TRUE(out.ends_with("\x81\x09\xa1\x07\x04\x05"s + "csn=x")) << hex_encode(out);
  out.clear();
  append_sync_refresh_done(out, 2, false, "csn=x");
  EXPECT_TRUE(out.ends_with("\x81\x09\xa2\x07\x04\x05"s + "csn=x")) << hex_encode(out);
  out.clear();
  append_sync_new_cookie(out, 2, "csn=x");
  EXPECT_TRUE(out.ends_with("\x81\x07\x80\x05"s + "csn=x")) << hex_encode(out);
  EXPECT_EQ(encode_sync_done("c", true), "\x30\x06\x04\x01"s + "c" + "\x01\x01\xff"s);
  EXPECT_EQ(encode_sync_done(std::nullopt, false), "\x30\x00"s);
  const auto state = encode_sync_state(SyncState::kDelete, uuid(), "c");
  EXPECT_TRUE(state.ends_with("\x0a\x01\x03\x04\x10"s + kUuidOctets + "\x04\x01"s + "c"))
      << hex_encode(state);
}

TEST(SyncCookie, IsReadWithAndWithoutItsParts) {
  EXPECT_EQ(parse_sync_cookie("rid=101,csn=A").csn, "A");
  EXPECT_EQ(parse_sync_cookie("rid=101,csn=A").replica, "101");
  EXPECT_EQ(parse_sync_cookie("csn=A").csn, "A");
  EXPECT_EQ(parse_sync_cookie("rid=001,sid=00a,csn=A;B,delcsn=C").csn, "A");
  EXPECT_EQ(parse_sync_cookie("rid=101").csn, "");
  EXPECT_EQ(parse_sync_cookie("rid=1'); DROP,csn=A").replica, "");
  EXPECT_EQ(parse_sync_cookie(",,=,csn").csn, "");
  EXPECT_EQ(print_sync_cookie("101", "A"), "rid=101,csn=A");
  EXPECT_EQ(print_sync_cookie("", "A"), "csn=A");
}

}  // namespace
}  // namespace drawbridge::ldap::protocol
