#pragma once

#include <array>
#include <string_view>

/// The attributes of directory entries that can be kept from a service account.
namespace drawbridge::domain {

/// In the spelling of the schema. objectClass and the operational attributes are not among them:
/// clients work by those, and everybody who sees an entry sees them.
inline constexpr std::array<std::string_view, 19> kDirectoryAttributes = {
    "uid",        "cn",           "sn",       "givenName",    "displayName",
    "mail",       "uidNumber",    "gecos",    "gidNumber",    "homeDirectory",
    "loginShell", "sshPublicKey", "memberOf", "shadowExpire", "memberUid",
    "member",     "ou",           "o",        "dc",
};

/// Those that everybody sees; a list may name them.
inline constexpr std::array<std::string_view, 11> kAlwaysVisibleAttributes = {
    "objectClass",       "entryUUID",       "entryDN",    "structuralObjectClass",
    "createTimestamp",   "modifyTimestamp", "entryCSN",   "entryUSN",
    "subschemaSubentry", "hasSubordinates", "contextCSN",
};

/// The attribute of that name, in any case, as the schema spells it; empty when it is in neither
/// list.
std::string_view directory_attribute(std::string_view name);

}  // namespace drawbridge::domain
