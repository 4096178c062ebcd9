#include "projection/glauth_record.h"

#include <toml++/toml.h>
#include <algorithm>
#include <span>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "base/encoding.h"
#include "domain/person_name.h"

namespace drawbridge::projection {
namespace {

/// Needs no escape and no decision: the encoder would write it as it stands.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= ' ' && c < '\x7f' && c != '"' && c != '\\'; });
}

void append_string_key(std::string& out, std::string_view key, std::string_view value) {
  out.append(key).append(" = ");
  append_toml_string(out, value);
  out += '\n';
}

void append_number_key(std::string& out, std::string_view key, std::int64_t value) {
  fmt::format_to(std::back_inserter(out), "{} = {}\n", key, value);
}

/// One item a line: a change of one key is a change of one line.
template <class Texts>
void append_strings_key(std::string& out, std::string_view key, const Texts& values) {
  out.append(key).append(" = [");
  for (const std::string_view value : values) {
    out.append("\n    ");
    append_toml_string(out, value);
    out += ',';
  }
  out.append(values.empty() ? "]\n" : "\n]\n");
}

void append_numbers_key(std::string& out, std::string_view key,
                        std::span<const std::int64_t> values) {
  out.append(key).append(" = [");
  for (const auto value : values) fmt::format_to(std::back_inserter(out), "\n    {},", value);
  out.append(values.empty() ? "]\n" : "\n]\n");
}

void append_string_list_of_one(std::string& out, std::string_view key, const std::string& value) {
  append_strings_key(out, key, std::span(&value, 1));
}

std::vector<std::int64_t> other_groups(const OfferingOutput& offering,
                                       const app::AccountView& account) {
  std::vector<std::int64_t> gids;
  for (const auto* group : offering.served_groups_of(account)) gids.push_back(group->gid);
  std::sort(gids.begin(), gids.end());
  gids.erase(std::unique(gids.begin(), gids.end()), gids.end());
  return gids;
}

std::string_view verifier(const OfferingOutput& offering, const app::AccountView& account) {
  const auto& shared = offering.facts.shared_password_sha256;
  const bool may_bind = account.kind == app::AccountView::Kind::kPerson && !account.disabled;
  return may_bind && shared ? std::string_view(*shared) : kUnmatchableSha256;
}

/// GLauth wants both where both are given, so a person's own password is there alone.
void append_verifier(std::string& out, const OfferingOutput& offering,
                     const app::AccountView& account) {
  if (account.own_password != nullptr && !account.disabled) {
    append_string_key(out, "passbcrypt", hex_encode(account.own_password->bcrypt));
  } else {
    append_string_key(out, "passsha256", verifier(offering, account));
  }
}

void append_custom_attributes(std::string& out, const OfferingOutput& offering,
                              const app::AccountView& account) {
  out.append("\n[[users.customattributes]]\n");
  append_string_list_of_one(out, "preferredUsername", account.username);
  const std::string full_name = domain::full_name(account.first_name, account.last_name);
  if (offering.facts.emit_display_name && !full_name.empty()) {
    append_string_list_of_one(out, "displayName", full_name);
  }
  if (offering.facts.emit_waldur_username && !account.waldur_username.empty()) {
    append_string_list_of_one(out, "waldurUsername", account.waldur_username);
  }
}

}  // namespace

void append_toml_string(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += '"';
    out.append(text);
    out += '"';
    return;
  }
  // Without literal and multi-line strings: one value is one line whatever it holds.
  constexpr auto kFlags =
      toml::format_flags::allow_unicode_strings | toml::format_flags::allow_real_tabs_in_strings;
  const toml::value<std::string> value{std::string(text)};
  std::ostringstream stream;
  stream << toml::toml_formatter{value, kFlags};
  out.append(stream.view());
}

void append_glauth_group(std::string& out, std::string_view name, std::int64_t gid) {
  out.append("[[groups]]\n");
  append_string_key(out, "name", name);
  append_number_key(out, "gidnumber", gid);
}

void append_glauth_user(std::string& out, const OfferingOutput& offering,
                        const app::AccountView& account, bool is_first) {
  const bool is_person = account.kind == app::AccountView::Kind::kPerson;
  if (!is_first) out += '\n';
  out.append("[[users]]\n");
  append_string_key(out, "name", account.username);
  if (is_person) {
    append_string_key(out, "givenname", account.first_name);
    append_string_key(out, "sn", account.last_name);
    append_string_key(out, "mail", account.email);
  }
  append_number_key(out, "uidnumber", account.uid_number);
  append_number_key(out, "primarygroup", account.primary_gid);
  if (is_person) append_numbers_key(out, "otherGroups", other_groups(offering, account));
  append_strings_key(out, "sshkeys", account.disabled ? PackedTexts() : account.ssh_keys);
  append_string_key(out, "loginShell", account.login_shell);
  append_string_key(out, "homeDir", account.home_directory);
  append_verifier(out, offering, account);
  if (is_person || account.disabled) {
    out.append(account.disabled ? "disabled = true\n" : "disabled = false\n");
  }
  append_custom_attributes(out, offering, account);
}

}  // namespace drawbridge::projection
