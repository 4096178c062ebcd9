#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "settings/settings.h"

/// Configuration files of LDAP clients, made of the templates in templates/clients.
namespace drawbridge::cli {

enum class Client { kSssd, kNslcd, kSshd, kSlapdReplica };

/// How a client's connection to the server is protected.
enum class Protection { kClearText, kStartTls, kLdaps };

/// What differs from one installation to the next. The secret is never among it: the file says
/// where to put it.
struct ClientRecipe {
  std::string offering;  ///< Its slug.
  std::string uri;       ///< As check_uri gives it.
  Protection protection = Protection::kClearText;
  std::string ca_file;               ///< On the client's machine; absolute.
  std::string account_dn;            ///< Of the service account the client binds as.
  std::string top_dn;                ///< ou=<slug>,<base>
  std::string people_dn, groups_dn;  ///< Below it.
  bool is_rfc2307bis = false;        ///< For sssd.
  bool reads_replica = false;        ///< For sssd: at a slapd that knows no service accounts.
};

/// Where Debian and Ubuntu keep the authorities a machine trusts.
inline constexpr std::string_view kSystemCaFile = "/etc/ssl/certs/ca-certificates.crt";

/// What the client's account must see for the file to do what it says; empty where it is for the
/// administrator to choose.
std::vector<std::string> needed_attributes(Client client, bool is_rfc2307bis);

/// `ldap[s]://HOST[:PORT]`, without the slash that may be at its end.
/// @return kInvalid for anything else
Result<std::string> check_uri(std::string_view uri);

/// @return kInvalid unless `path` is absolute and without control characters
Status check_ca_file(std::string_view path);

/// The address that clients of a server with these settings use: LDAPS where there is a listener.
/// @return kInvalid when the listener has no address of its own: it is off, or on every address,
///         or on a port that is chosen at the start
Result<std::string> default_uri(const settings::LdapSettings& ldap);

/// LDAPS or StartTLS, but for a server without a certificate: clear text, when the address is this
/// machine's own or the server takes passwords without TLS from anywhere.
///
/// @param uri            as check_uri gives it
/// @param has_authority  whether the administrator named the authority of the certificate
Protection protection_for(std::string_view uri, const settings::LdapSettings& ldap,
                          bool has_authority);

/// The complete file. Values are written in the syntax of the file.
/// @return kInvalid when a value cannot be: a control character, blanks at an end, or what this
///         client's syntax has no way to say
Result<std::string> client_configuration(Client client, const ClientRecipe& recipe);

}  // namespace drawbridge::cli
