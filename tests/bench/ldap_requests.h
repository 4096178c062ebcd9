#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "ldap/ber/tag.h"

namespace drawbridge::bench {

/// What a load generator does again and again.
enum class Kind {
  kUid,      ///< Searches an account by name.
  kNumber,   ///< Searches an account by uidNumber.
  kGroups,   ///< Searches the groups of a login.
  kBind,     ///< Binds on a connection that stays.
  kPaged,    ///< Reads all accounts, a page after the other.
  kConnect,  ///< Connects, binds, searches an account by name, closes.
};

/// Somebody of users.tsv.
struct Person {
  std::string uid, uid_number;
  int groups = 0;  ///< Project groups.
};

/// What to bind with.
struct Account {
  std::string dn, secret;
};

inline constexpr ldap::ber::Tag kBindRequest = 0x60;
inline constexpr ldap::ber::Tag kUnbindRequest = 0x42;
inline constexpr ldap::ber::Tag kSearchRequest = 0x63;
inline constexpr ldap::ber::Tag kBindResponse = 0x61;
inline constexpr ldap::ber::Tag kSearchEntry = 0x64;
inline constexpr ldap::ber::Tag kSearchDone = 0x65;

/// Entries that a page is asked to have, as sssd does.
inline constexpr int kPageSize = 1000;

void append_bind(std::string& out, std::int64_t id, const Account& account);
void append_unbind(std::string& out, std::int64_t id);

/// What sssd asks at a login: the account by name or number with all attributes it knows, or the
/// groups. For any other kind the account by name.
void append_search(std::string& out, std::int64_t id, const std::string& base, Kind kind,
                   const Person& person);

/// The next page of what sssd enumerates people with (RFC 2696); the first one with an empty
/// cookie.
void append_page(std::string& out, std::int64_t id, const std::string& base,
                 std::string_view cookie);

/// One message of the server; borrows from it.
struct Answer {
  std::int32_t id = 0;
  ldap::ber::Tag tag = 0;
  std::string_view contents;  ///< Of the operation.
  std::string_view controls;  ///< Contents of the element [0], empty without it.
};

Result<Answer> read_answer(std::string_view message);

/// Whether a bind or search ended with success (0).
bool is_success(const Answer& answer);

/// The cookie for the page after the one that `answer` ends; empty when that was the last one.
Result<std::string> next_cookie(const Answer& answer);

/// Connects and binds, waiting for both.
Result<UniqueFd> connect_and_bind(const std::string& address, const Account& account);

/// users.tsv in an order that is always the same but follows nothing.
Result<std::vector<Person>> read_people(const std::string& path);

}  // namespace drawbridge::bench
