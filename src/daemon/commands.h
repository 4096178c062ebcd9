#pragma once

#include <istream>

#include "daemon/admin_request.h"
#include "daemon/console.h"
#include "daemon/core.h"

/// The administrator's commands against an open Core. The same functions run inside the server,
/// for a request on its admin socket, and inside the command line's own process when no server
/// runs. Each returns the exit code (design: 0 done, 1 failed), or the error to be shown.
///
/// Results are JSON (objects and lists, which the command line turns into tables) or documents.
namespace drawbridge::daemon {

/// Arguments: name, dry_run. `input` is the state file. Writes counts per kind as an object;
/// faults go to the console's messages, `FILE:LINE: FIELD: reason`.
Result<int> import_command(Core& core, const json::Value& arguments, std::istream& input,
                           Console& console);

/// Arguments: format (`ndjson` or `ldif`), include_secrets. Writes the document.
Result<int> export_command(Core& core, const json::Value& arguments, Console& console);

/// Arguments: path (absolute).
Result<int> backup_command(Core& core, const json::Value& arguments, Console& console);

/// Arguments: user, staff, expires_days (0 = never). Writes uuid, user, token, expires.
Result<int> token_create_command(Core& core, const json::Value& arguments, Console& console);
/// Writes a list of uuid, user, name, created, expires, last_used.
Result<int> token_list_command(Core& core, const json::Value& arguments, Console& console);
/// Arguments: uuid.
Result<int> token_revoke_command(Core& core, const json::Value& arguments, Console& console);

/// Arguments: name, offering (slug or uuid; absent: all), attributes. Writes dn, secret.
Result<int> ldap_account_create_command(Core& core, const json::Value& arguments, Console& console);
/// Writes a list of name, dn, offering, created, last_used, has_old_secret.
Result<int> ldap_account_list_command(Core& core, const json::Value& arguments, Console& console);
/// Arguments: name.
Result<int> ldap_account_delete_command(Core& core, const json::Value& arguments, Console& console);
/// Arguments: name, retire. Writes dn, secret; with `retire` a message when there was nothing to
/// retire.
Result<int> ldap_account_rotate_command(Core& core, const json::Value& arguments, Console& console);

/// Arguments: offering (slug or uuid). Writes the users-and-groups document.
Result<int> glauth_render_command(Core& core, const json::Value& arguments, Console& console);

/// Arguments: offering (slug or uuid). Writes subtree (its DN here), base (the suffix) and, where
/// the outputs are built, entries (their number), or says that the offering is not served.
Result<int> directory_subtree_command(Core& core, const json::Value& arguments, Console& console);

/// The entries that a directory ought to show for an offering, as LDIF: all user attributes and
/// entryUUID. Arguments: offering (slug or uuid), layout (`own` or `glauth`), base (the DN that
/// the subtree, or GLauth's baseDN, has there), name_attribute and group_attribute (`glauth`; the
/// first of GLauth's nameformat and groupformat), named (only the entries whose names `input`
/// holds, as LDIF records without attributes).
Result<int> directory_entries_command(Core& core, const json::Value& arguments, std::istream& input,
                                      Console& console);

/// Arguments: offering (slug or uuid), needs_account, account (name; absent: the one there is for
/// this offering alone), needed_attributes (which that account must see). Writes offering (its
/// slug), top_dn, people_dn, groups_dn and, when an account is needed, account_dn.
Result<int> client_config_command(Core& core, const json::Value& arguments, Console& console);

}  // namespace drawbridge::daemon
