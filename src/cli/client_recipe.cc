#include "cli/client_recipe.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/text.h"
#include "base/text_template.h"
#include "base/utf8.h"

// The symbols around each template that the build takes in (CMakeLists.txt).
extern "C" {
extern const char client_sssd_conf_begin[], client_sssd_conf_end[];
extern const char client_nslcd_conf_begin[], client_nslcd_conf_end[];
extern const char client_sshd_conf_begin[], client_sshd_conf_end[];
extern const char client_slapd_replica_conf_begin[], client_slapd_replica_conf_end[];
}

namespace drawbridge::cli {
namespace {

constexpr std::string_view kPlainScheme = "ldap://", kTlsScheme = "ldaps://";
constexpr std::size_t kMaxHostOctets = 253;

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    constexpr unsigned char kFirstPrintable = 0x20, kDelete = 0x7f;
    const auto octet = static_cast<unsigned char>(c);
    return octet < kFirstPrintable || octet == kDelete;
  });
}

bool consists_of(std::string_view text, std::string_view more_than_alphanumeric) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
           more_than_alphanumeric.find(c) != std::string_view::npos;
  });
}

bool is_host(std::string_view host) {
  if (host.empty() || host.size() > kMaxHostOctets) return false;
  if (host.front() != '[') return consists_of(host, ".-");
  return host.size() > 2 && host.back() == ']' &&
         consists_of(host.substr(1, host.size() - 2), ".:");
}

/// `HOST` or `HOST:PORT`, with brackets around an IPv6 address.
bool is_address(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == address.npos || address.ends_with(']')) return is_host(address);
  const auto port = parse_integer<std::uint16_t>(address.substr(colon + 1));
  return port && *port != 0 && is_host(address.substr(0, colon));
}

/// A value on a line of its own, as every one of these files takes it.
Result<std::string> one_line(std::string_view value) {
  if (value.empty() || has_control_character(value) || !valid_utf8(value) || value.front() == ' ' ||
      value.back() == ' ') {
    return fail(ErrorCode::kInvalid,
                "A value cannot be written into the file, since it is empty, has blanks at an "
                "end or holds control characters.");
  }
  return std::string(value);
}

/// sssd.conf(5): search bases are `base?scope?filter`, so the base itself can hold no question
/// mark.
Result<std::string> sssd_value(std::string_view value) {
  if (value.find('?') != value.npos) {
    return fail(ErrorCode::kInvalid,
                "sssd cannot be given " + std::string(value) + ", since it holds a question mark.");
  }
  return one_line(value);
}

/// nslcd.conf(5): file names end at the first blank, and nothing quotes one. DNs go to the end of
/// the line.
Result<std::string> nslcd_value(std::string_view value) {
  if (value.starts_with('/') && value.find(' ') != value.npos) {
    return fail(ErrorCode::kInvalid,
                "nslcd cannot be given " + std::string(value) + ", since it holds a blank.");
  }
  return one_line(value);
}

/// slapd.conf(5): between double quotes a backslash makes the next character plain.
Result<std::string> slapd_value(std::string_view value) {
  DRAWBRIDGE_TRY(const auto plain, one_line(value));
  std::string escaped;
  for (const char c : plain) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

struct ClientFile {
  std::string_view text;
  Result<std::string> (*value)(std::string_view);
};

ClientFile file_of(Client client) {
  switch (client) {
    case Client::kSssd:
      return {{client_sssd_conf_begin, client_sssd_conf_end}, sssd_value};
    case Client::kNslcd:
      return {{client_nslcd_conf_begin, client_nslcd_conf_end}, nslcd_value};
    case Client::kSshd:
      return {{client_sshd_conf_begin, client_sshd_conf_end}, one_line};
    case Client::kSlapdReplica:
      return {{client_slapd_replica_conf_begin, client_slapd_replica_conf_end}, slapd_value};
  }
  return {};
}

}  // namespace

std::vector<std::string> needed_attributes(Client client, bool is_rfc2307bis) {
  if (client == Client::kSshd) return {};
  // Without shadowExpire no client knows whose logins are to be refused.
  std::vector<std::string> names = {"uid",        "uidNumber", "gidNumber",   "homeDirectory",
                                    "loginShell", "cn",        "shadowExpire"};
  // Behind a replica may be clients of every kind.
  const bool is_for_all = client == Client::kSlapdReplica;
  if (is_for_all || !is_rfc2307bis) names.emplace_back("memberUid");
  if (is_for_all || is_rfc2307bis) names.emplace_back("member");
  if (client != Client::kNslcd) names.emplace_back("sshPublicKey");
  return names;
}

Result<std::string> check_uri(std::string_view uri) {
  auto address = uri;
  if (address.starts_with(kPlainScheme)) {
    address.remove_prefix(kPlainScheme.size());
  } else if (address.starts_with(kTlsScheme)) {
    address.remove_prefix(kTlsScheme.size());
  } else {
    address = {};
  }
  if (address.ends_with('/')) {
    address.remove_suffix(1);
    uri.remove_suffix(1);
  }
  if (!is_address(address)) {
    return fail(ErrorCode::kInvalid,
                "An LDAP address is ldap://HOST[:PORT] or ldaps://HOST[:PORT].");
  }
  return std::string(uri);
}

Status check_ca_file(std::string_view path) {
  if (!path.starts_with('/') || has_control_character(path)) {
    return fail(ErrorCode::kInvalid,
                "The file of the authority is named by its whole path on the client, from / on.");
  }
  return {};
}

Result<std::string> default_uri(const settings::LdapSettings& ldap) {
  const auto& listen = ldap.listen_tls ? ldap.listen_tls : ldap.listen;
  if (!listen || listen->port == 0 || listen->host == "0.0.0.0" || listen->host == "::") {
    return fail(ErrorCode::kInvalid,
                "The configuration does not tell by what name clients reach the server; say it "
                "with --uri.");
  }
  return std::string(ldap.listen_tls ? kTlsScheme : kPlainScheme) + to_string(*listen);
}

Protection protection_for(std::string_view uri, const settings::LdapSettings& ldap,
                          bool has_authority) {
  if (uri.starts_with(kTlsScheme)) return Protection::kLdaps;
  if (has_authority || !ldap.certificate.empty()) return Protection::kStartTls;
  auto host = uri.substr(kPlainScheme.size());
  if (const auto colon = host.rfind(':'); colon != host.npos && !host.ends_with(']')) {
    host = host.substr(0, colon);
  }
  const bool is_own =
      host == "localhost" || host == "[::1]" ||
      (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
  return is_own || ldap.allow_clear_text ? Protection::kClearText : Protection::kStartTls;
}

Result<std::string> client_configuration(Client client, const ClientRecipe& recipe) {
  const auto file = file_of(client);
  const std::pair<std::string_view, std::string_view> texts[] = {
      {"offering", recipe.offering},   {"uri", recipe.uri},
      {"ca_file", recipe.ca_file},     {"account_dn", recipe.account_dn},
      {"branch_dn", recipe.top_dn},    {"people_dn", recipe.people_dn},
      {"groups_dn", recipe.groups_dn},
  };
  TemplateValues values;
  for (const auto& [name, value] : texts) {
    // What a file has no place for need not be sayable in its syntax.
    if (file.text.find("{{" + std::string(name) + "}}") == file.text.npos) continue;
    if (name == "account_dn" && recipe.reads_replica) {
      values.texts[std::string(name)];  // in parts that are left out
      continue;
    }
    DRAWBRIDGE_TRY(values.texts[std::string(name)], file.value(value));
  }
  values.flags = {{"clear_text", recipe.protection == Protection::kClearText},
                  {"start_tls", recipe.protection == Protection::kStartTls},
                  {"ldaps", recipe.protection == Protection::kLdaps},
                  {"rfc2307bis", recipe.is_rfc2307bis},
                  {"replica", recipe.reads_replica}};
  return fill_template(file.text, values);
}

}  // namespace drawbridge::cli
