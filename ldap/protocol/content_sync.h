#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/uuid.h"

/// Values of the controls and messages of content synchronisation (RFC 4533).
namespace drawbridge::ldap::protocol {

inline constexpr std::string_view kSyncRequestOid = "1.3.6.1.4.1.4203.1.9.1.1";
inline constexpr std::string_view kSyncStateOid = "1.3.6.1.4.1.4203.1.9.1.2";
inline constexpr std::string_view kSyncDoneOid = "1.3.6.1.4.1.4203.1.9.1.3";
inline constexpr std::string_view kSyncInfoOid = "1.3.6.1.4.1.4203.1.9.1.4";

enum class SyncMode { kRefreshOnly = 1, kRefreshAndPersist = 3 };

enum class SyncState { kPresent = 0, kAdd = 1, kModify = 2, kDelete = 3 };

/// syncRequestValue (RFC 4533 section 2.2); borrows from the PDU.
struct SyncRequest {
  SyncMode mode = SyncMode::kRefreshOnly;
  std::string_view cookie;  ///< Empty: none.
  bool reload_hint = false;
};

/// @param value  controlValue; kInvalid when malformed
Result<SyncRequest> decode_sync_request(std::string_view value);

/// `[0] Controls` of a message with the Sync State control alone (RFC 4533 section 2.3).
/// @param cookie  nothing: none
std::string encode_sync_state(SyncState state, const Uuid& entry,
                              const std::optional<std::string>& cookie);

/// controlValue of the Sync Done control (RFC 4533 section 2.4).
std::string encode_sync_done(const std::optional<std::string>& cookie, bool refresh_deletes);

/// Appends the Sync Info message newCookie (RFC 4533 section 2.5).
void append_sync_new_cookie(std::string& out, std::int32_t message_id, std::string_view cookie);

/// Appends the Sync Info message refreshDelete or refreshPresent that ends a refresh.
void append_sync_refresh_done(std::string& out, std::int32_t message_id, bool refresh_deletes,
                              std::string_view cookie);

/// Appends the Sync Info message syncIdSet that names entries which are still there.
/// @param entries  not empty: an empty set ends the session of OpenLDAP's consumer (seen with 2.5)
void append_sync_id_set(std::string& out, std::int32_t message_id, std::span<const Uuid> entries);

/// What a sync cookie says: `rid=NNN,csn=CSN[;CSN...]` as OpenLDAP writes it.
struct SyncCookie {
  std::string_view replica;  ///< The digits after `rid=`; empty: none.
  std::string_view csn;      ///< The first one; empty: none. Not checked.
};

SyncCookie parse_sync_cookie(std::string_view cookie);

/// @param replica  empty: left out
std::string print_sync_cookie(std::string_view replica, std::string_view csn);

}  // namespace drawbridge::ldap::protocol
