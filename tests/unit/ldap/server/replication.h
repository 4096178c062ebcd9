#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ldap/directory/change_sequence.h"
#include "ldap/directory/match.h"
#include "ldap/directory/tree_editor.h"
#include "unit/ldap/server/conversation.h"
#include "unit/ldap/server/replica.h"

namespace drawbridge::ldap::test {

inline constexpr const char* kSuffix = "dc=example,dc=org";
inline constexpr std::uint64_t kBegin = 1'772'352'931'000'000;

/// A directory that is changed step by step as the projection does it: what changes is stamped,
/// and the contexts move.
class Directory {
 public:
  Directory() : tree_(std::make_shared<const directory::Tree>(name(kSuffix))) {
    put(kSuffix,
        {{"objectClass", {"organization", "dcObject"}}, {"o", {"x"}}, {"dc", {"example"}}});
    for (const char* slug : {"alpha", "beta"}) put_offering(slug);
    commit();
  }

  void put_offering(const std::string& slug) {
    const std::string top = "ou=" + slug + "," + kSuffix;
    put(top, unit(slug));
    put("ou=people," + top, unit("people"));
    put("ou=groups," + top, unit("groups"));
  }
  void erase_offering(const std::string& slug) {
    const std::string top = name("ou=" + slug + "," + kSuffix).key();
    std::vector<std::string> names;
    for (auto cursor = tree_->entries().lower_bound(std::string_view(top));
         !cursor.at_end() && cursor->key.starts_with(top); cursor.next()) {
      names.emplace_back(cursor->value->dn());
    }
    for (const auto& name : names) erase(name);
  }

  void put(const std::string& dn, std::vector<directory::AttributeContent> attributes,
           std::optional<Uuid> uuid = std::nullopt) {
    if (!uuid) uuid = uuids_.try_emplace(dn, Uuid::random()).first->second;
    uuids_[dn] = *uuid;
    attributes.push_back({"structuralObjectClass", {attributes.front().values.front()}});
    attributes.push_back({"entryUUID", {uuid->dashed()}});
    attributes.push_back({"entryCSN", {directory::change_sequence_number(moment_ + 1)}});
    attributes.push_back({"entryUSN", {std::to_string(moment_ + 1)}});
    ASSERT_TRUE(editor().put(entry(dn, std::move(attributes))));
    touch(dn);
  }
  void erase(const std::string& dn) {
    EXPECT_TRUE(editor().erase(name(dn)));
    uuids_.erase(dn);
    touch(dn);
  }
  void person(const std::string& slug, const std::string& uid, const std::string& shell,
              std::optional<Uuid> uuid = std::nullopt) {
    put(dn_of(slug, uid),
        {{"objectClass", {"account", "posixAccount"}},
         {"uid", {uid}},
         {"cn", {uid}},
         {"uidNumber", {"5001"}},
         {"gidNumber", {"5001"}},
         {"homeDirectory", {"/home/" + uid}},
         {"loginShell", {shell}},
         {"memberOf", {"cn=x,dc=example,dc=org"}}},
        uuid);
  }
  /// A version that differs in one person.
  void commit_person(const std::string& slug, const std::string& uid, const std::string& shell,
                     std::optional<Uuid> uuid = std::nullopt) {
    person(slug, uid, shell, uuid);
    commit();
  }
  static std::string dn_of(const std::string& slug, const std::string& uid) {
    return "uid=" + uid + ",ou=people,ou=" + slug + "," + kSuffix;
  }
  Uuid uuid_of(const std::string& dn) const { return uuids_.at(dn); }

  /// The next version; the same when nothing was changed.
  std::shared_ptr<const directory::Tree> commit() {
    if (editor_ == nullptr) return tree_;
    ++moment_;
    for (const auto& key : touched_) editor_->set_context(key, moment_);
    touched_.clear();
    editor_->set_revision(moment_);
    tree_ = editor_->finish(moment_);
    editor_.reset();
    return tree_;
  }
  const std::shared_ptr<const directory::Tree>& tree() const { return tree_; }
  void begin_again_in(std::uint64_t microseconds) { moment_ += microseconds; }

 private:
  static std::vector<directory::AttributeContent> unit(const std::string& ou) {
    return {{"objectClass", {"organizationalUnit"}}, {"ou", {ou}}};
  }
  directory::TreeEditor& editor() {
    if (editor_ == nullptr) editor_ = std::make_unique<directory::TreeEditor>(tree_);
    return *editor_;
  }
  void touch(const std::string& dn) {
    auto name = test::name(dn);
    const std::size_t depth = test::name(kSuffix).depth() + 1;
    while (name.depth() > depth) name = name.parent();
    touched_.insert(name.key());
    touched_.insert(test::name(kSuffix).key());
  }

  std::uint64_t moment_ = kBegin;
  std::shared_ptr<const directory::Tree> tree_;
  std::unique_ptr<directory::TreeEditor> editor_;
  std::set<std::string> touched_;
  std::map<std::string, Uuid> uuids_;
};

struct Wanted {
  std::string base = kSuffix;
  std::string filter = "(objectClass=*)";
  std::vector<std::string> attributes = {"*", "+"};
  int scope = 2;
};

/// A provider and its consumer.
struct Replication {
  explicit Replication(Directory& from, Wanted what = {}, std::string_view account = "beta-sssd",
                       server::Services::Options options = {})
      : directory(from), wanted(std::move(what)), service(account), settings(options) {}

  void connect(protocol::SyncMode mode) {
    talk = std::make_unique<Conversation>(settings, Conversation::local(), directory.tree());
    talk->bind_as(service);
    replica.begin();
    replica.take(talk->send(search(2, {.base = wanted.base,
                                       .scope = wanted.scope,
                                       .filter = wanted.filter,
                                       .attributes = wanted.attributes,
                                       .controls = {replica.request(mode)}})));
  }
  void publish() { replica.take(sent()); }
  /// What the provider sends once it has the directory as it is.
  std::string sent() {
    talk->tree().publish(directory.tree());
    return talk->run();
  }

  /// What the directory holds of it, without the server.
  std::map<std::string, Replica::Held> expected() const {
    const auto octets = *filter::encode_text(wanted.filter);
    const auto element = *ber::Reader(octets).next();
    const auto filter = *filter::Filter::decode(element, {});
    directory::Matcher matcher(filter, *directory.tree());
    const std::string base = name(wanted.base).key();
    std::map<std::string, Replica::Held> out;
    auto cursor = directory.tree()->entries().begin();
    for (; !cursor.at_end(); cursor.next()) {
      const directory::Entry& entry = *cursor->value;
      const std::string dn(entry.dn());
      const bool is_visible =
          service == "beta-sssd" || dn == kSuffix || dn.find("ou=beta") > dn.size();
      if (!is_visible ||
          !server::is_in_scope(entry.key(), base, static_cast<protocol::Scope>(wanted.scope)) ||
          !matcher.matches(entry)) {
        continue;
      }
      Replica::Held held{dn, {}};
      for (const auto slice : entry.slices()) {
        const std::string name(entry.served_name(slice));
        if (name == "memberOf" || name == "entryUSN") continue;
        auto values = entry.values(slice);
        while (const auto value = values.next()) held.attributes[name].emplace_back(*value);
      }
      const auto uuid = entry.uuid().bytes();
      out[std::string(uuid.begin(), uuid.end())] = std::move(held);
    }
    return out;
  }
  void expect_equal() const {
    std::vector<std::string> have, want;
    for (const auto& [uuid, held] : replica.entries) have.push_back(held.dn);
    const auto all = expected();
    for (const auto& [uuid, held] : all) want.push_back(held.dn);
    ASSERT_THAT(have, testing::UnorderedElementsAreArray(want));
    ASSERT_EQ(replica.entries, all);
  }

  Directory& directory;
  Wanted wanted;
  std::string service;
  server::Services::Options settings;
  Replica replica;
  std::unique_ptr<Conversation> talk;
};

}  // namespace drawbridge::ldap::test
