#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/views/views.h"
#include "ldap/directory/entry.h"
#include "ldap/schema/attribute_type.h"
#include "projection/dit.h"
#include "projection/offering_builder.h"
#include "projection/snapshot.h"

/// Records to project, and a look into what became of them.
namespace drawbridge::projection::sample {

inline constexpr std::int64_t kSecond = 1'000'000;
/// 2026-03-01T08:15:30.123456Z
inline constexpr Timestamp kCreated{1772352930123456};

inline Uuid uuid(std::uint8_t kind, std::uint32_t number) {
  std::array<std::uint8_t, 16> bytes{};
  bytes[0] = kind;
  for (std::size_t at = 0; at < 4; ++at) {
    bytes[15 - at] = static_cast<std::uint8_t>(number >> (8 * at));
  }
  return Uuid(bytes);
}

inline Dit dit() { return *Dit::below(*ldap::dn::Dn::parse("dc=example,dc=org")); }

inline app::OfferingFacts facts() {
  app::OfferingFacts facts;
  facts.uuid = uuid(1, 1);
  facts.slug = "hpc";
  facts.name = "Demo HPC";
  facts.switch_on = true;
  facts.is_served = true;
  facts.content_revision = 7;
  facts.created = kCreated;
  facts.modified = kCreated;
  return facts;
}

inline app::AccountView person(const std::string& name, std::uint32_t number) {
  app::AccountView view;
  view.uuid = uuid(2, number);
  view.offering_uuid = uuid(1, 1);
  view.user_uuid = uuid(3, number);
  view.username = name;
  view.uid_number = 5000 + number;
  view.primary_gid = 5000 + number;
  view.login_shell = "/bin/bash";
  view.home_directory = "/home/" + name;
  view.waldur_username = name + "@waldur";
  view.first_name = "Mari";
  view.last_name = "Tamm";
  view.email = name + "@uni.example";
  view.ssh_keys = {"ssh-ed25519 AAAAC3Nz" + name + " laptop"};
  view.created = kCreated;
  view.modified = Timestamp{kCreated.microseconds + kSecond};
  return view;
}

inline app::AccountView robot(const std::string& name, std::uint32_t number) {
  app::AccountView view = person(name, number);
  view.kind = app::AccountView::Kind::kRobot;
  view.user_uuid.reset();
  for (auto* text : {&view.waldur_username, &view.first_name, &view.last_name, &view.email}) {
    text->clear();
  }
  return view;
}

inline app::GroupView group(const std::string& name, std::uint32_t number,
                            std::vector<std::string> members) {
  app::GroupView view;
  view.uuid = uuid(4, number);
  view.offering_uuid = uuid(1, 1);
  view.name = name;
  view.gid = 6000 + number;
  view.members = std::move(members);
  view.created = kCreated;
  view.modified = kCreated;
  return view;
}

inline app::OfferingContents contents(std::vector<app::AccountView> accounts,
                                      std::vector<app::GroupView> groups = {}) {
  app::OfferingContents contents;
  contents.facts = facts();
  for (auto& account : accounts) {
    contents.accounts.push_back(std::make_shared<const app::AccountView>(std::move(account)));
  }
  for (auto& group : groups) {
    contents.groups.push_back(std::make_shared<const app::GroupView>(std::move(group)));
  }
  return contents;
}

inline OfferingPointer offering(app::OfferingContents records) {
  auto branch = *dit().branch(records.facts.slug);
  return std::make_shared<const OfferingOutput>(
      build_offering(std::move(records), branch, Threads::kOfAllCores));
}

inline std::shared_ptr<const Snapshot> snapshot(
    OfferingPointer offering, std::vector<domain::LdapAccount> service_accounts = {}) {
  auto snapshot = std::make_shared<Snapshot>();
  decltype(snapshot->service_accounts)::Editor services({});
  for (auto& record : service_accounts) {
    auto account = std::make_shared<const domain::LdapAccount>(std::move(record));
    const std::string_view name = account->name;
    services.put(name, std::move(account));
  }
  snapshot->service_accounts = services.finish();
  decltype(snapshot->offerings_by_slug)::Editor slugs({});
  slugs.put(offering->facts.slug, offering->facts.uuid);
  snapshot->offerings_by_slug = slugs.finish();
  decltype(snapshot->offerings)::Editor offerings({});
  const Uuid uuid = offering->facts.uuid;
  offerings.put(uuid, std::move(offering));
  snapshot->offerings = offerings.finish();
  return snapshot;
}

/// The values of an attribute as served; empty when the entry does not have it.
inline std::vector<std::string> values(const ldap::directory::Entry& entry,
                                       std::string_view attribute) {
  std::vector<std::string> found;
  const auto type = ldap::schema::find_attribute(attribute)->id;
  if (entry.facts() != nullptr && ldap::directory::is_of_facts(type)) {
    found.emplace_back(ldap::directory::FactText().value(*entry.facts(), type));
  }
  const auto slice = entry.find(type);
  if (!slice) return found;
  auto cursor = entry.values(*slice);
  while (const auto value = cursor.next()) found.emplace_back(*value);
  return found;
}

inline std::string value(const ldap::directory::Entry& entry, std::string_view attribute) {
  const auto found = values(entry, attribute);
  return found.size() == 1 ? found.front() : "(" + std::to_string(found.size()) + " values)";
}

/// Everything of an entry as text to compare.
inline std::string describe(const ldap::directory::Entry& entry, bool with_stamps) {
  std::string text(entry.dn());
  for (const auto type : ldap::directory::kFactAttributes) {
    const std::string_view name = ldap::schema::attribute_type(type).name;
    const bool is_stamp = name == "entryUSN" || name == "entryCSN" || name == "modifyTimestamp";
    if (is_stamp && !with_stamps) continue;
    text.append("\n").append(name).append(": ").append(value(entry, name));
  }
  for (const auto slice : entry.slices()) {
    const std::string_view name = entry.served_name(slice);
    auto cursor = entry.values(slice);
    while (const auto value = cursor.next()) {
      text.append("\n").append(name).append(": ").append(*value);
    }
  }
  return text;
}

/// Everything but what says when it changed.
inline std::string describe(const ldap::directory::Entry& entry) { return describe(entry, false); }
inline std::string describe_with_stamps(const ldap::directory::Entry& entry) {
  return describe(entry, true);
}

}  // namespace drawbridge::projection::sample
