#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "domain/username.h"

namespace drawbridge::settings {

/// Where a listener binds. Port 0 takes a free one.
struct ListenAddress {
  std::string host;  ///< Name, IPv4 address, or IPv6 address without brackets.
  std::uint16_t port = 0;

  bool operator==(const ListenAddress&) const = default;
};

/// `host:port`, with brackets around an IPv6 address.
std::string to_string(const ListenAddress& address);

struct StoreSettings {
  std::string path = "../var/drawbridge.db";  ///< SQLite file; absolute once loaded.

  bool operator==(const StoreSettings&) const = default;
};

struct HttpSettings {
  std::optional<ListenAddress> listen = ListenAddress{"127.0.0.1", 8080};  ///< Nothing: off.
  std::string
      public_url;  ///< Base of absolute URLs without slash at the end; empty: client's Host.
  std::string certificate;                   ///< PEM file; empty: no TLS. Absolute once loaded.
  std::string key;                           ///< PEM file. Absolute once loaded.
  bool allow_clear_text = false;             ///< Tokens without TLS from other than loopback.
  std::uint32_t page_size_max = 300;         ///< Rows; 1..10000.
  std::uint32_t body_max_bytes = 1048576;    ///< 1024..67108864.
  std::uint32_t threads = 32;                ///< 1..1024.
  std::uint32_t waiting_readers_max = 1000;  ///< Of the change feed; 0..100000.

  bool operator==(const HttpSettings&) const = default;
};

enum class LdapLog {
  kErrors,      ///< Refused and failed operations only.
  kOperations,  ///< One JSON line for every operation.
};

/// A client certificate that stands for a service account.
struct ExternalAccount {
  std::string subject;  ///< Of the certificate: a distinguished name.
  std::string account;  ///< Name of the service account.

  bool operator==(const ExternalAccount&) const = default;
};

struct LdapSettings {
  std::optional<ListenAddress> listen = ListenAddress{"127.0.0.1", 3893};  ///< Nothing: off.
  std::optional<ListenAddress> listen_tls;                                 ///< LDAPS; nothing: off.
  std::string base_dn = "dc=example,dc=org";
  std::string certificate;  ///< PEM file; empty: no StartTLS, no LDAPS. Absolute once loaded.
  std::string key;          ///< PEM file. Absolute once loaded.
  std::string client_ca;    ///< PEM file; empty: no client certificates. Absolute once loaded.
  bool allow_clear_text = false;  ///< Simple binds without TLS from other than loopback.
  std::uint32_t max_message_bytes_anonymous = 65536;  ///< Before bind; 1024..max_message_bytes.
  std::uint32_t max_message_bytes = 1048576;          ///< After bind; 1024..67108864.
  std::uint32_t filter_depth_max = 64;                ///< 1..1024.
  std::uint32_t filter_nodes_max = 4096;              ///< 1..1000000.
  std::uint32_t controls_max = 10;                    ///< In one request; 0..1000.
  std::uint32_t size_limit_person = 1000;             ///< Entries; 0 = none.
  std::uint32_t size_limit_service = 0;               ///< Entries; 0 = none.
  std::uint32_t idle_seconds = 900;                   ///< 1..86400.
  std::uint32_t handshake_seconds = 10;               ///< 1..600.
  std::uint32_t threads = 0;                          ///< 0 = one a core; up to 256.
  std::uint32_t bind_delay_max_ms = 2000;             ///< After failed binds; 0 = none; 0..10000.
  LdapLog log = LdapLog::kErrors;
  std::vector<ExternalAccount> external;  ///< By subject as given, no two of them equal as names.

  bool operator==(const LdapSettings&) const = default;
};

struct NamesSettings {
  std::string pattern{domain::kDefaultNamePattern};  ///< Compiles (domain::NameRules).
  std::vector<std::string> reserved = {domain::default_reserved_names().begin(),
                                       domain::default_reserved_names().end()};  ///< Lower case.

  bool operator==(const NamesSettings&) const = default;
};

struct AccountsSettings {
  std::uint32_t deleted_retention_days = 90;  ///< 0..36500.
  bool enforce_user_consent = false;          ///< No agreement to an offering's terms: no access.
  bool enforce_profile_completeness = false;  ///< Providers see complete profiles only.
  /// What providers see of people without a word of their own (domain/user_attributes.h); sorted.
  std::vector<std::string> default_exposed_attributes = {"email", "full_name", "username"};

  bool operator==(const AccountsSettings&) const = default;
};

struct WebhooksSettings {
  bool allow_private_destinations = false;  ///< Receivers on this machine and in private networks.

  bool operator==(const WebhooksSettings&) const = default;
};

struct LogSettings {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kText;

  bool operator==(const LogSettings&) const = default;
};

/// The whole configuration of the daemon. Made by load (load.h) or by a test; never changed after.
struct Settings {
  StoreSettings store;
  HttpSettings http;
  LdapSettings ldap;
  NamesSettings names;
  AccountsSettings accounts;
  WebhooksSettings webhooks;
  LogSettings log;

  bool operator==(const Settings&) const = default;
};

}  // namespace drawbridge::settings
