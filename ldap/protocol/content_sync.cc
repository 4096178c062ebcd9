#include "ldap/protocol/content_sync.h"

#include <algorithm>

#include "ldap/ber/reader.h"
#include "ldap/ber/writer.h"
#include "ldap/protocol/message.h"
#include "ldap/protocol/response.h"

namespace drawbridge::ldap::protocol {
namespace {

std::string_view octets_of(const Uuid& uuid) {
  return {reinterpret_cast<const char*>(uuid.bytes().data()), uuid.bytes().size()};
}

// IntermediateResponse ::= [APPLICATION 25] SEQUENCE {
//      responseName     [0] LDAPOID OPTIONAL,
//      responseValue    [1] OCTET STRING OPTIONAL }
void append_sync_info(std::string& out, std::int32_t message_id, std::string_view value) {
  ber::Writer writer(out);
  const auto message = writer.begin(ber::kSequence);
  writer.integer(message_id);
  const auto response = writer.begin(static_cast<ber::Tag>(Operation::kIntermediateResponse));
  writer.octet_string(kSyncInfoOid, ber::context_primitive(0));
  writer.octet_string(value, ber::context_primitive(1));
  writer.end(response);
  writer.end(message);
}

constexpr std::size_t kMaxReplicaDigits = 3;

}  // namespace

// syncRequestValue ::= SEQUENCE {
//      mode ENUMERATED { refreshOnly (1), refreshAndPersist (3) },
//      cookie     syncCookie OPTIONAL,
//      reloadHint BOOLEAN DEFAULT FALSE }
Result<SyncRequest> decode_sync_request(std::string_view value) {
  ber::Reader outer(value);
  DRAWBRIDGE_TRY(auto in, outer.enter(ber::kSequence));
  DRAWBRIDGE_CHECK(outer.finish());
  SyncRequest request;
  constexpr int kLastMode = 3;
  DRAWBRIDGE_TRY(const auto mode, in.enumerated(1, kLastMode));
  if (mode == 2) return fail(ErrorCode::kInvalid, "there is no such mode of synchronisation");
  request.mode = static_cast<SyncMode>(mode);
  DRAWBRIDGE_TRY(const auto cookie, in.optional_element(ber::kOctetString));
  request.cookie = cookie.value_or("");
  if (in.peek() == ber::kBoolean) {
    DRAWBRIDGE_TRY(request.reload_hint, in.boolean());
  }
  DRAWBRIDGE_CHECK(in.finish());
  return request;
}

// syncStateValue ::= SEQUENCE {
//      state ENUMERATED { present (0), add (1), modify (2), delete (3) },
//      entryUUID syncUUID,
//      cookie    syncCookie OPTIONAL }
std::string encode_sync_state(SyncState state, const Uuid& entry,
                              const std::optional<std::string>& cookie) {
  std::string value;
  ber::Writer writer(value);
  const auto mark = writer.begin(ber::kSequence);
  writer.enumerated(static_cast<int>(state));
  writer.octet_string(octets_of(entry));
  if (cookie) writer.octet_string(*cookie);
  writer.end(mark);
  std::string controls;
  const ResponseControl control{kSyncStateOid, std::move(value)};
  append_controls(controls, {&control, 1});
  return controls;
}

// syncDoneValue ::= SEQUENCE {
//      cookie          syncCookie OPTIONAL,
//      refreshDeletes  BOOLEAN DEFAULT FALSE }
std::string encode_sync_done(const std::optional<std::string>& cookie, bool refresh_deletes) {
  std::string value;
  ber::Writer writer(value);
  const auto mark = writer.begin(ber::kSequence);
  if (cookie) writer.octet_string(*cookie);
  if (refresh_deletes) writer.boolean(true);
  writer.end(mark);
  return value;
}

// syncInfoValue ::= CHOICE {
//      newcookie      [0] syncCookie,
//      refreshDelete  [1] SEQUENCE { cookie syncCookie OPTIONAL,
//                                    refreshDone BOOLEAN DEFAULT TRUE },
//      refreshPresent [2] SEQUENCE { the same },
//      syncIdSet      [3] SEQUENCE { cookie syncCookie OPTIONAL,
//                                    refreshDeletes BOOLEAN DEFAULT FALSE,
//                                    syncUUIDs SET OF syncUUID } }
void append_sync_new_cookie(std::string& out, std::int32_t message_id, std::string_view cookie) {
  std::string value;
  ber::Writer(value).octet_string(cookie, ber::context_primitive(0));
  append_sync_info(out, message_id, value);
}

void append_sync_refresh_done(std::string& out, std::int32_t message_id, bool refresh_deletes,
                              std::string_view cookie) {
  std::string value;
  ber::Writer writer(value);
  const auto mark = writer.begin(ber::context_constructed(refresh_deletes ? 1 : 2));
  writer.octet_string(cookie);
  writer.end(mark);
  append_sync_info(out, message_id, value);
}

void append_sync_id_set(std::string& out, std::int32_t message_id, std::span<const Uuid> entries) {
  std::string value;
  ber::Writer writer(value);
  const auto mark = writer.begin(ber::context_constructed(3));
  const auto set = writer.begin(ber::kSet);
  for (const Uuid& entry : entries) writer.octet_string(octets_of(entry));
  writer.end(set);
  writer.end(mark);
  append_sync_info(out, message_id, value);
}

SyncCookie parse_sync_cookie(std::string_view cookie) {
  SyncCookie parsed;
  while (!cookie.empty()) {
    const std::string_view part = cookie.substr(0, cookie.find(','));
    cookie.remove_prefix(std::min(cookie.size(), part.size() + 1));
    if (part.starts_with("rid=")) {
      const std::string_view digits = part.substr(4);
      const bool is_number =
          !digits.empty() && digits.size() <= kMaxReplicaDigits &&
          std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
      if (is_number) parsed.replica = digits;
    } else if (part.starts_with("csn=")) {
      parsed.csn = part.substr(4);
      parsed.csn = parsed.csn.substr(0, parsed.csn.find(';'));
    }
  }
  return parsed;
}

std::string print_sync_cookie(std::string_view replica, std::string_view csn) {
  std::string cookie;
  if (!replica.empty()) cookie.append("rid=").append(replica).append(",");
  return cookie.append("csn=").append(csn);
}

}  // namespace drawbridge::ldap::protocol
