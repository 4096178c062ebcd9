#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "ldap/client/plain_entry.h"

struct ldap;     // libldap's LDAP
struct ldapmsg;  // libldap's LDAPMessage

namespace drawbridge::ldap::client {

class HandshakeWatch;

/// How to reach a directory, and how long and how much is borne.
struct ConnectionOptions {
  std::string uri;         ///< One ldap://, ldaps:// or ldapi:// URI without a DN.
  bool start_tls = false;  ///< RFC 4511 section 4.14, before anything else is sent.
  /// Certificates (PEM) that the server's must descend from; empty: the system's, as ldap.conf(5)
  /// names them. A certificate that is not trusted or has another name is always refused.
  std::string ca_file;
  std::chrono::milliseconds connect_timeout{10'000};    ///< For TCP, and again for TLS.
  std::chrono::milliseconds operation_timeout{30'000};  ///< Longest wait for the next message.
  std::chrono::milliseconds total_timeout{600'000};  ///< From open() to the end of the last search.
  /// Longest message that is read: an entry with all its values. Refused before it is stored.
  std::size_t max_message_octets = std::size_t{16} << 20U;
  /// Most values of one entry.
  std::size_t max_values = 1'000'000;
};

/// Whether the password of a bind would cross a network in clear text: ldap:// to a host other
/// than this one, without StartTLS. True for what is no URI.
bool sends_clear_text(const ConnectionOptions& options);

enum class SearchScope : std::uint8_t { kBase, kOneLevel, kSubtree };

struct SearchRequest {
  std::string base;
  SearchScope scope = SearchScope::kSubtree;
  std::string filter = "(objectClass=*)";
  std::vector<std::string> attributes;  ///< Empty: all user attributes.
  /// Entries a page (RFC 2696), asked for as not critical; 0: without paging.
  int page_size = 500;
  /// Most entries in all.
  std::uint64_t max_entries = 1'000'000;
};

/// A session with a directory server by libldap. One thread at a time.
///
/// Every wait is bounded, every message too; referrals and continuation references are errors
/// that name where they lead, and are never followed. After an error other than kNotFound of
/// search() the connection is of no more use.
///
/// Errors: kUnavailable (not reachable, too slow, TLS refused, a result that says so), kInvalid
/// (the request), kForbidden, kUnauthenticated, kNotFound, kTooLarge (a message or count over its
/// bound); the sentences name the server's result and its text.
class Connection {
 public:
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// Connects, with TLS when asked for.
  static Result<Connection> open(const ConnectionOptions& options);

  /// Simple bind (RFC 4513 section 5.1.3).
  Status bind(const std::string& name, const Secret& password);

  /// Gives every entry that matches to `sink`, as they arrive.
  Status search(const SearchRequest& request, const EntrySink& sink);

 private:
  struct Unbind {
    void operator()(struct ldap* session) const;
  };
  struct Free {
    void operator()(struct ldapmsg* message) const;
  };
  using Session = std::unique_ptr<struct ldap, Unbind>;
  using Message = std::unique_ptr<struct ldapmsg, Free>;
  struct Page {
    std::string cookie;  ///< Of the next page; empty: there is none.
    std::uint64_t entries = 0;
  };

  Connection(Session session, const ConnectionOptions& options);

  Status start_tls();
  Status judge_handshake(int code, std::string_view doing);
  Result<Message> await(int message_id);
  Result<Page> search_page(const SearchRequest& request, const std::string& cookie,
                           std::uint64_t entries_before, const EntrySink& sink);
  Result<int> send_search(const SearchRequest& request, const std::string& cookie);
  Result<PlainEntry> entry_of(struct ldapmsg* message) const;
  /// Success, or the error that a result message means; `cookie` gets the next page's.
  Status judge(struct ldapmsg* message, std::string_view operation, std::string* cookie) const;
  tl::unexpected<Error> library_error(int code, std::string_view doing) const;

  std::unique_ptr<HandshakeWatch> watch_;  // before the session, which calls it at its end
  Session session_;
  std::string uri_;
  std::string authorities_;  ///< Whom certificates must come from, in words.
  std::chrono::milliseconds operation_timeout_;
  std::chrono::steady_clock::time_point deadline_;
  std::size_t max_message_octets_;
  std::size_t max_values_;
};

}  // namespace drawbridge::ldap::client
