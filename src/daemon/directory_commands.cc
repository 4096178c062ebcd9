#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/command_support.h"
#include "daemon/commands.h"
#include "json/read.h"
#include "json/write.h"
#include "ldap/client/ldif_reader.h"
#include "ldap/client/ldif_writer.h"
#include "ldap/schema/attribute_id.h"
#include "projection/glauth_directory.h"

namespace drawbridge::daemon {
namespace {

using ldap::client::EntrySink;
using ldap::client::PlainEntry;
using ldap::dn::Dn;

Result<projection::Branch> branch_of(Core& core, const domain::Offering& offering) {
  return core.dit().branch(offering.slug);
}

PlainEntry plain_entry(const ldap::directory::Entry& entry) {
  PlainEntry plain{std::string(entry.dn()), {}};
  for (const auto slice : entry.slices()) {
    if (slice.is_operational && slice.type != ldap::schema::AttributeId::kEntryUUID) continue;
    ldap::client::PlainAttribute attribute{std::string(entry.served_name(slice)), {}};
    auto values = entry.values(slice);
    while (const auto value = values.next()) attribute.values.emplace_back(*value);
    plain.attributes.push_back(std::move(attribute));
  }
  if (entry.facts() != nullptr) {
    plain.attributes.push_back({"entryUUID", {entry.uuid().dashed()}});
  }
  return plain;
}

/// Gives `name`, at or below `from`, the same place at or below `to`. All names of the tree are
/// printed by us, so that equal suffixes are equal texts.
void move_name(std::string& name, const Dn& from, const Dn& to) {
  if (name.ends_with(from.text()))
    name.replace(name.size() - from.text().size(), name.npos, to.text());
}

void move_entry(PlainEntry& entry, const Dn& from, const Dn& to) {
  move_name(entry.dn, from, to);
  for (auto& attribute : entry.attributes) {
    if (attribute.name != "member" && attribute.name != "memberOf") continue;
    for (auto& value : attribute.values) move_name(value, from, to);
  }
}

std::uint64_t entries_below(Core& core, const Dn& top) {
  const auto tree = core.directory()->tree().load();
  std::uint64_t count = 0;
  for (auto entry = tree->entries().lower_bound(top.key());
       !entry.at_end() && std::string_view(entry->key).starts_with(top.key()); entry.next()) {
    ++count;
  }
  return count;
}

Status each_own_entry(Core& core, const domain::Offering& offering, const Dn& base,
                      const EntrySink& sink) {
  DRAWBRIDGE_TRY(const auto branch, branch_of(core, offering));
  const auto tree = core.directory()->tree().load();
  const std::string& begin = branch.top.key();
  for (auto entry = tree->entries().lower_bound(begin);
       !entry.at_end() && std::string_view(entry->key).starts_with(begin); entry.next()) {
    auto plain = plain_entry(*entry->value);
    if (base != branch.top) move_entry(plain, branch.top, base);
    DRAWBRIDGE_CHECK(sink(std::move(plain)));
  }
  return {};
}

Status each_entry(Core& core, const json::Value& arguments, const EntrySink& sink) {
  DRAWBRIDGE_TRY(const auto wanted, json::required_string(arguments, "offering"));
  DRAWBRIDGE_TRY(const auto layout, json::required_string(arguments, "layout"));
  DRAWBRIDGE_TRY(const auto base_text, json::required_string(arguments, "base"));
  DRAWBRIDGE_TRY(const auto reader, core.store().reader());
  DRAWBRIDGE_TRY(const auto offering, find_offering(*reader, wanted));
  DRAWBRIDGE_TRY(const auto base, Dn::parse(base_text));
  if (layout == "own") return each_own_entry(core, offering, base, sink);
  if (layout != "glauth") return fail(ErrorCode::kInvalid, "The layout is own or glauth.");
  projection::GlauthNaming naming;
  naming.base = base;
  DRAWBRIDGE_TRY(naming.name_attribute, json::required_string(arguments, "name_attribute"));
  DRAWBRIDGE_TRY(naming.group_attribute, json::required_string(arguments, "group_attribute"));
  const auto output = core.directory()->snapshot().load()->share_offering(offering.uuid);
  if (output == nullptr) return {};
  return projection::each_glauth_entry(*output, naming, sink);
}

/// The normal keys of the names in `input`, LDIF records without attributes.
Result<std::set<std::string>> wanted_keys(std::istream& input) {
  std::set<std::string> keys;
  ldap::client::LdifReader reader([&](const PlainEntry& entry) -> Status {
    std::string key;
    DRAWBRIDGE_CHECK(ldap::dn::append_key(entry.dn, key));
    keys.insert(std::move(key));
    return {};
  });
  std::string piece(std::size_t{1} << 16U, '\0');
  while (input) {
    input.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    DRAWBRIDGE_CHECK(
        reader.feed(std::string_view(piece).substr(0, static_cast<std::size_t>(input.gcount()))));
  }
  DRAWBRIDGE_CHECK(reader.finish());
  return keys;
}

Result<bool> is_wanted(const std::set<std::string>& keys, const PlainEntry& entry) {
  std::string key;
  DRAWBRIDGE_CHECK(ldap::dn::append_key(entry.dn, key));
  return keys.contains(key);
}

}  // namespace

Result<int> directory_subtree_command(Core& core, const json::Value& arguments, Console& console) {
  DRAWBRIDGE_TRY(const auto wanted, json::required_string(arguments, "offering"));
  DRAWBRIDGE_TRY(const auto reader, core.store().reader());
  DRAWBRIDGE_TRY(const auto offering, find_offering(*reader, wanted));
  DRAWBRIDGE_TRY(const auto facts, app::load_offering_facts(*reader, offering.uuid));
  if (!facts || !facts->is_served) {
    return fail(ErrorCode::kNotFound,
                "The offering " + offering.slug +
                    " is not served: it is neither Active nor Paused, or its switch "
                    "service_provider_can_create_offering_user is off.");
  }
  DRAWBRIDGE_TRY(const auto branch, branch_of(core, offering));
  std::string text;
  json::Writer out(text);
  out.begin_object();
  out.field("subtree", branch.top.text()).field("base", core.dit().base().text());
  if (core.directory() != nullptr) out.field("entries", entries_below(core, branch.top));
  out.end_object();
  console.write_out(text + "\n");
  return 0;
}

Result<int> directory_entries_command(Core& core, const json::Value& arguments, std::istream& input,
                                      Console& console) {
  DRAWBRIDGE_TRY(const auto is_selection, json::optional_boolean(arguments, "named"));
  DRAWBRIDGE_TRY(const auto keys, wanted_keys(input));
  std::string text;
  DRAWBRIDGE_CHECK(each_entry(core, arguments, [&](const PlainEntry& entry) -> Status {
    if (is_selection.value_or(false)) {
      DRAWBRIDGE_TRY(const auto wanted, is_wanted(keys, entry));
      if (!wanted) return {};
    }
    ldap::client::append_ldif_entry(text, entry);
    if (text.size() < (std::size_t{1} << 16U)) return {};
    console.write_out(text);
    text.clear();
    return {};
  }));
  console.write_out(text);
  return 0;
}

}  // namespace drawbridge::daemon
