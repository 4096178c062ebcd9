#include "projection/dit.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "domain/person_name.h"
#include "ldap/directory/object_classes.h"

namespace drawbridge::projection {
namespace {

using ldap::directory::BorrowedValue;
using ldap::directory::Entry;
using ldap::directory::EntryContent;
using ldap::directory::EntryPointer;
using ldap::directory::ObjectClasses;
using ldap::dn::Dn;
using ldap::schema::AttributeId;

/// RFC 4512 section 4.2.2 and RFC 4530; entryCSN in the form of OpenLDAP, with the replica and
/// operation fields at zero, for there is one writer. entryCSN, entryUSN and modifyTimestamp are
/// one moment in three spellings.
void add_operational(EntryContent& content, std::string_view structural_class, const Uuid& uuid,
                     Timestamp created, const EntryStamps& stamps) {
  content.facts.uuid = uuid;
  content.facts.created = created;
  content.facts.structural_class = ldap::schema::find_object_class(structural_class);
  content.stamper = &stamps;
}

const ObjectClasses& unit_classes() {
  static const ObjectClasses classes{"top", "organizationalUnit"};
  return classes;
}

const ObjectClasses& service_classes() {
  static const ObjectClasses classes{"top", "organizationalRole"};
  return classes;
}

const ObjectClasses& group_classes() {
  static const ObjectClasses classes{"top", "groupOfMembers", "posixGroup"};
  return classes;
}

const ObjectClasses& robot_classes() {
  static const ObjectClasses classes{"top", "account", "posixAccount", "shadowAccount",
                                     "ldapPublicKey"};
  return classes;
}

const ObjectClasses& person_classes() {
  static const ObjectClasses classes{"top",           "person",       "organizationalPerson",
                                     "inetOrgPerson", "posixAccount", "shadowAccount",
                                     "ldapPublicKey"};
  return classes;
}

/// @param value  lies elsewhere until the entry is made
void add(EntryContent& content, AttributeId attribute, std::string_view value) {
  const auto& type = ldap::schema::attribute_type(attribute);
  content.attributes.push_back({.name = type.name,
                                .values = {},
                                .borrowed = {},
                                .single = value,
                                .encoded = nullptr,
                                .type = &type});
}

/// @param values  lie elsewhere until the entry is made
void add_borrowed(EntryContent& content, AttributeId attribute,
                  std::span<const BorrowedValue> values) {
  const auto& type = ldap::schema::attribute_type(attribute);
  content.attributes.push_back({.name = type.name,
                                .values = {},
                                .borrowed = values,
                                .single = {},
                                .encoded = nullptr,
                                .type = &type});
}

/// @param most  attributes that are to be added
EntryContent content_of(Dn name, const ObjectClasses& classes, std::size_t most) {
  EntryContent content;
  content.dn = std::move(name);
  content.attributes.reserve(1 + most);
  content.attributes.push_back(classes.attribute());
  return content;
}

EntryContent unit_content(const Dn& name, std::string_view value) {
  EntryContent content = content_of(name, unit_classes(), 1);
  add(content, AttributeId::kOu, value);
  return content;
}

Uuid container_uuid(const Uuid& name_space, const Dn& name) {
  return Uuid::from_name(name_space, "container:" + name.text());
}

/// Whether `name` is `type=value` below its parent, whatever spelling the type has there.
bool is_named_by(const Dn& name, std::string_view type, std::string_view value) {
  const auto expected = name.parent().child(type, value);
  return expected && *expected == name;
}

Result<std::pair<std::string_view, std::string>> suffix_naming(const Dn& base) {
  if (!base.is_root()) {
    const auto rdns = base.rdns();
    const auto& rdn = rdns.front();
    for (const std::string_view type : {"dc", "o", "ou"}) {
      if (rdn.size() == 1 && is_named_by(base, type, rdn.front().value)) {
        return std::pair(type, rdn.front().value);
      }
    }
  }
  return fail(ErrorCode::kInvalid, "The base DN must begin with one dc=, o= or ou=.",
              "ldap.base_dn");
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// What a person's name is shown as.
struct PersonalTexts {
  explicit PersonalTexts(const app::AccountView& account)
      : full_name(domain::full_name(account.first_name, account.last_name)),
        gecos(domain::gecos(full_name)),
        common_name(full_name.empty() ? std::string_view(account.username) : full_name),
        surname(account.last_name) {
    if (surname.empty()) surname = domain::last_word(common_name);
    if (surname.empty()) surname = account.username;
  }

  PersonalTexts(const PersonalTexts&) = delete;
  PersonalTexts& operator=(const PersonalTexts&) = delete;

  std::string full_name, gecos;
  std::string_view common_name, surname;
};

void add_personal(EntryContent& content, const app::AccountView& account,
                  const PersonalTexts& texts) {
  add(content, AttributeId::kCn, texts.common_name);
  add(content, AttributeId::kSn, texts.surname);
  add(content, AttributeId::kGivenName, account.first_name);
  add(content, AttributeId::kGecos, texts.gecos);
  add(content, AttributeId::kDisplayName, texts.full_name);
  // RFC 4524 section 2.16 makes mail an IA5 string: an internationalised address has no form here.
  if (is_ascii(account.email)) add(content, AttributeId::kMail, account.email);
}

EntryContent group_content(Dn name, std::string_view common_name, std::string_view gid) {
  EntryContent content = content_of(std::move(name), group_classes(), 4);
  add(content, AttributeId::kCn, common_name);
  add(content, AttributeId::kGidNumber, gid);
  return content;
}

Uuid group_uuid(const Uuid& offering, std::string_view name) {
  return Uuid::from_name(offering, "group:" + std::string(name));
}

/// The DNs of a group's members, all of them in two blocks of memory.
class MemberNames {
 public:
  static Result<MemberNames> of(const Dn& people, std::span<const std::string_view> usernames) {
    MemberNames names;
    const std::size_t usual = people.text().size() + kUsualUsername;
    names.texts_.reserve(usernames.size() * usual);
    names.keys_.reserve(usernames.size() * usual);
    names.ends_.reserve(usernames.size());
    for (const std::string_view username : usernames) {
      const auto added = people.append_child("uid", username, names.texts_, names.keys_);
      if (!added) return fail(ErrorCode::kInvalid, added.error().message, "member");
      names.ends_.push_back({.text = names.texts_.size(), .key = names.keys_.size()});
    }
    return names;
  }

  /// Good for as long as this is.
  std::vector<BorrowedValue> values() const {
    std::vector<BorrowedValue> values;
    values.reserve(ends_.size());
    Place begin;
    for (const Place& end : ends_) {
      values.push_back({std::string_view(texts_).substr(begin.text, end.text - begin.text),
                        std::string_view(keys_).substr(begin.key, end.key - begin.key)});
      begin = end;
    }
    return values;
  }

 private:
  struct Place {
    std::size_t text = 0;
    std::size_t key = 0;
  };
  static constexpr std::size_t kUsualUsername = 16;  // with what is around it

  std::string texts_, keys_;
  std::vector<Place> ends_;
};

}  // namespace

Result<Dit> Dit::below(const Dn& base) {
  DRAWBRIDGE_CHECK(suffix_naming(base));
  Dit dit;
  dit.base_ = base;
  DRAWBRIDGE_TRY(dit.services_, base.child("ou", "services"));
  return dit;
}

Result<Dn> Dit::service_account(std::string_view name) const { return services_.child("cn", name); }

Result<Branch> Dit::branch(std::string_view slug) const {
  Branch branch;
  DRAWBRIDGE_TRY(branch.top, base_.child("ou", slug));
  if (branch.top == services_) {
    return fail(ErrorCode::kInvalid, "The slug is taken by the service accounts.", "slug");
  }
  DRAWBRIDGE_TRY(branch.people, branch.top.child("ou", "people"));
  DRAWBRIDGE_TRY(branch.groups, branch.top.child("ou", "groups"));
  return branch;
}

Result<EntryPointer> suffix_entry(const Dit& dit, const EntryStamps& stamps) {
  DRAWBRIDGE_TRY(const auto naming, suffix_naming(dit.base()));
  const auto& [type, value] = naming;
  EntryContent content;
  std::string_view structural_class = "organization";
  if (type == "ou") {
    content = unit_content(dit.base(), value);
    structural_class = "organizationalUnit";
  } else {
    content.dn = dit.base();
    std::vector<std::string> classes{"top", "organization"};
    if (type == "dc") classes.emplace_back("dcObject");
    content.attributes.push_back({"objectClass", std::move(classes)});
    add(content, AttributeId::kO, value);
    if (type == "dc") add(content, AttributeId::kDc, value);
  }
  add_operational(content, structural_class, container_uuid({}, dit.base()), {}, stamps);
  return Entry::make(content);
}

Result<EntryPointer> services_entry(const Dit& dit, const EntryStamps& stamps) {
  EntryContent content = unit_content(dit.services(), "services");
  add_operational(content, "organizationalUnit", container_uuid({}, dit.services()), {}, stamps);
  return Entry::make(content);
}

Result<EntryPointer> service_account_entry(const Dit& dit, const domain::LdapAccount& account,
                                           const EntryStamps& stamps) {
  DRAWBRIDGE_TRY(auto name, dit.service_account(account.name));
  EntryContent content = content_of(std::move(name), service_classes(), 1);
  add(content, AttributeId::kCn, account.name);
  add_operational(content, "organizationalRole", account.uuid, account.created, stamps);
  return Entry::make(content);
}

Result<std::vector<EntryPointer>> branch_entries(const Branch& branch,
                                                 const app::OfferingFacts& facts,
                                                 const EntryStamps& stamps) {
  EntryContent top = unit_content(branch.top, facts.slug);
  add_operational(top, "organizationalUnit", facts.uuid, facts.created, stamps);
  EntryContent people = unit_content(branch.people, "people");
  add_operational(people, "organizationalUnit", Uuid::from_name(facts.uuid, "container:people"),
                  facts.created, stamps);
  EntryContent groups = unit_content(branch.groups, "groups");
  add_operational(groups, "organizationalUnit", Uuid::from_name(facts.uuid, "container:groups"),
                  facts.created, stamps);
  std::vector<EntryPointer> entries;
  for (const EntryContent* content : {&top, &people, &groups}) {
    DRAWBRIDGE_TRY(auto entry, Entry::make(*content));
    entries.push_back(std::move(entry));
  }
  return entries;
}

Result<EntryPointer> account_entry(const Branch& branch, const app::AccountView& account,
                                   std::span<const BorrowedValue> member_of,
                                   const EntryStamps& stamps) {
  stamps.expect(account.uuid);
  const bool is_person = account.kind == app::AccountView::Kind::kPerson;
  DRAWBRIDGE_TRY(auto name, branch.people.child("uid", account.username));
  EntryContent content =
      content_of(std::move(name), is_person ? person_classes() : robot_classes(), 13);
  const auto uid_number = std::to_string(account.uid_number);
  const auto gid_number = std::to_string(account.primary_gid);
  add(content, AttributeId::kUid, account.username);
  std::optional<PersonalTexts> texts;
  if (is_person) {
    add_personal(content, account, texts.emplace(account));
  } else {
    add(content, AttributeId::kCn, account.username);
  }
  add(content, AttributeId::kUidNumber, uid_number);
  add(content, AttributeId::kGidNumber, gid_number);
  add(content, AttributeId::kHomeDirectory, account.home_directory);
  add(content, AttributeId::kLoginShell, account.login_shell);
  if (account.disabled) {
    // The first day of 1970, in days: expired (shadow(5)); sssd and pam_unix refuse the login.
    add(content, AttributeId::kShadowExpire, "1");
  } else {
    content.shared = {"sshPublicKey", account.ssh_keys};
  }
  add_borrowed(content, AttributeId::kMemberOf, member_of);
  add_operational(content, is_person ? "inetOrgPerson" : "account", account.uuid, account.created,
                  stamps);
  return Entry::make(content);
}

Result<EntryPointer> personal_group_entry(const Branch& branch, const app::AccountView& account,
                                          const EntryStamps& stamps) {
  const auto uuid = group_uuid(account.offering_uuid, account.username);
  stamps.expect(uuid);
  DRAWBRIDGE_TRY(auto name, branch.groups.child("cn", account.username));
  const auto gid = std::to_string(account.primary_gid);
  EntryContent content = group_content(std::move(name), account.username, gid);
  add_operational(content, "groupOfMembers", uuid, account.created, stamps);
  return Entry::make(content);
}

Result<EntryPointer> group_entry(const Branch& branch, const app::GroupView& group,
                                 std::span<const std::string_view> members,
                                 const EntryStamps& stamps) {
  DRAWBRIDGE_TRY(auto name, branch.groups.child("cn", group.name));
  const auto gid = std::to_string(group.gid);
  EntryContent content = group_content(std::move(name), group.name, gid);
  DRAWBRIDGE_TRY(const auto member_names, MemberNames::of(branch.people, members));
  const std::vector<BorrowedValue> dns = member_names.values();
  std::vector<BorrowedValue> names;
  names.reserve(members.size());
  for (const std::string_view member : members) names.push_back({member});
  add_borrowed(content, AttributeId::kMemberUid, names);
  add_borrowed(content, AttributeId::kMember, dns);
  add_operational(content, "groupOfMembers", group_uuid(group.offering_uuid, group.name),
                  group.created, stamps);
  return Entry::make(content);
}

}  // namespace drawbridge::projection
