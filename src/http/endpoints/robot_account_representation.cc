#include "http/endpoints/robot_account_representation.h"

#include <map>

#include "app/records.h"
#include "domain/person_name.h"
#include "domain/ssh_key.h"
#include "http/body.h"

namespace drawbridge::http {
namespace {

using domain::RobotAccount;

constexpr std::string_view kResourceCollections[] = {"marketplace-resources",
                                                     "marketplace-provider-resources"};

std::vector<std::string> state_words() {
  using State = domain::RobotAccountState;
  std::vector<std::string> words;
  for (const auto state : {State::kRequested, State::kCreating, State::kOk,
                           State::kRequestedDeletion, State::kDeleted, State::kError}) {
    words.emplace_back(domain::to_word(state));
  }
  return words;
}

/// By word, or by the number that Waldur's older clients send.
Filter state_filter() {
  return filter::custom("state", [](std::string_view value) -> Result<app::Condition> {
    const auto words = state_words();
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (value == words[i] || value == std::to_string(i + 1)) {
        return app::where::equal("state", words[i]);
      }
    }
    return fail(ErrorCode::kInvalid, "Select a valid choice. " + std::string(value) +
                                         " is not one of the available choices.");
  });
}

void write_fingerprints(json::Writer& out, const RobotAccount& robot) {
  out.begin_array();
  for (const auto& text : robot.keys) {
    const auto key = domain::SshKey::parse(text);
    if (!key) continue;
    out.begin_object()
        .field("md5", key->fingerprint_md5())
        .field("sha256", key->fingerprint_sha256())
        .field("sha512", key->fingerprint_sha512())
        .end_object();
  }
  out.end_array();
}

void represent_account(const Call& call, ObjectWriter& out, const RobotAccount& robot) {
  if (out.wants("url")) out.put("url", call.url("marketplace-robot-accounts", robot.uuid));
  out.field("uuid", robot.uuid)
      .field("created", robot.created)
      .field("modified", robot.modified)
      .field("username", robot.username)
      .field("description", robot.description)
      .field("error_message", robot.error_message)
      .field("error_traceback", robot.error_traceback)
      .field("state", robot.state);
  if (out.wants("resource")) {
    out.put("resource", call.url("marketplace-resources", robot.resource_uuid));
  }
  out.field("type", robot.type).field("keys", robot.keys).field("backend_id", robot.backend_id);
  out.nested("fingerprints", [&](json::Writer& list) { write_fingerprints(list, robot); });
}

void write_person(const Call& call, json::Writer& out, const domain::User& user) {
  out.begin_object()
      .field("url", call.url("users", user.uuid))
      .field("uuid", user.uuid)
      .field("username", user.username)
      .field("full_name", domain::full_name(user.first_name, user.last_name))
      .field("native_name", user.native_name)
      .field("email", user.email)
      .key("image")
      .null();
  out.end_object();
}

/// The robot's people by uuid, in one query.
Result<std::map<Uuid, domain::User>> people_of(const Call& call, const RobotAccount& robot) {
  std::vector<app::Value> uuids(robot.users.begin(), robot.users.end());
  if (robot.responsible_user_uuid) uuids.emplace_back(*robot.responsible_user_uuid);
  std::map<Uuid, domain::User> people;
  if (uuids.empty()) return people;
  DRAWBRIDGE_TRY(auto users,
                 app::list<domain::User>(call.store(), app::where::in("uuid", std::move(uuids))));
  for (auto& user : users) people.emplace(user.uuid, std::move(user));
  return people;
}

Status represent_people(const Call& call, ObjectWriter& out, const RobotAccount& robot) {
  const bool wants_users = out.wants("users");
  const bool wants_responsible = out.wants("responsible_user");
  if (!wants_users && !wants_responsible) return {};
  DRAWBRIDGE_TRY(const auto people, people_of(call, robot));
  out.nested("users", [&](json::Writer& list) {
    list.begin_array();
    for (const auto& uuid : robot.users) {
      if (const auto found = people.find(uuid); found != people.end()) {
        write_person(call, list, found->second);
      }
    }
    list.end_array();
  });
  out.nested("responsible_user", [&](json::Writer& one) {
    const auto found =
        robot.responsible_user_uuid ? people.find(*robot.responsible_user_uuid) : people.end();
    if (found == people.end()) {
      one.null();
    } else {
      write_person(call, one, found->second);
    }
  });
  return {};
}

Status represent_user_keys(const Call& call, ObjectWriter& out, const RobotAccount& robot) {
  if (!out.wants("user_keys")) return {};
  std::vector<domain::SshPublicKey> keys;
  if (!robot.users.empty()) {
    auto select = app::select_records<domain::SshPublicKey>(
        app::where::in("user_uuid", {robot.users.begin(), robot.users.end()}));
    select.order = {{"name", false}, {"uuid", false}};
    DRAWBRIDGE_TRY(keys, app::list<domain::SshPublicKey>(call.store(), select));
  }
  out.nested("user_keys", [&](json::Writer& list) {
    list.begin_array();
    for (const auto& key : keys) {
      list.begin_object()
          .field("url", call.url("keys", key.uuid))
          .field("uuid", key.uuid)
          .field("name", key.name)
          .field("public_key", key.public_key)
          .field("fingerprint_md5", key.fingerprint_md5)
          .field("fingerprint_sha256", key.fingerprint_sha256)
          .field("fingerprint_sha512", key.fingerprint_sha512)
          .field("user_uuid", key.user_uuid)
          .field("is_shared", key.is_shared)
          .field("type", key.type)
          .end_object();
    }
    list.end_array();
  });
  return {};
}

Status represent(const Call& call, ObjectWriter& out, const RobotAccount& robot,
                 const ExtraFields& extra) {
  represent_account(call, out, robot);
  DRAWBRIDGE_CHECK(represent_people(call, out, robot));
  DRAWBRIDGE_CHECK(represent_user_keys(call, out, robot));
  out.field("resource_name", extra.text("resource_name"))
      .field("resource_uuid", robot.resource_uuid)
      .field("project_name", extra.text("project_name"))
      .field_unless_null("project_uuid", extra.maybe_uuid("project_uuid"))
      .field_unless_null("customer_uuid", extra.maybe_uuid("customer_uuid"))
      .field("customer_name", extra.text("customer_name"))
      .field_unless_null("provider_uuid", extra.maybe_uuid("offering_customer_uuid"))
      .field("provider_name", extra.text("provider_name"))
      .field("offering_plugin_options",
             domain::JsonText{extra.maybe_text("offering_plugin_options").value_or("{}")});
  return {};
}

Status represent_written(const Call& call, ObjectWriter& out, const RobotAccount& robot,
                         const ExtraFields&) {
  represent_account(call, out, robot);
  if (out.wants("users")) {
    domain::StringList urls;
    for (const auto& user : robot.users) urls.push_back(call.url("users", user));
    out.put("users", urls);
  }
  if (robot.responsible_user_uuid) {
    out.field("responsible_user", call.url("users", *robot.responsible_user_uuid));
  } else {
    out.null("responsible_user");
  }
  return {};
}

Collection<RobotAccount> make_collection() {
  Collection<RobotAccount> collection;
  collection.extra = {"resource_name", "project_name",           "project_uuid",
                      "customer_uuid", "customer_name",          "offering_customer_uuid",
                      "provider_name", "offering_plugin_options"};
  collection.filters = {
      filter::since("created", "created"),
      filter::until("created_before", "created"),
      filter::since("modified", "modified"),
      filter::until("modified_before", "modified"),
      filter::uuid("customer_uuid", "customer_uuid"),
      filter::uuid("project_uuid", "project_uuid"),
      filter::uuid("provider_uuid", "offering_customer_uuid"),
      filter::uuid("offering_uuid", "offering_uuid"),
      filter::uuid("resource_uuid", "resource_uuid"),
      filter::reference("resource", "resource_uuid", kResourceCollections),
      filter::uuid("responsible_user_uuid", "responsible_user_uuid"),
      state_filter(),
      filter::exact("type", "type"),
      filter::contains("username", {"username"}),
      filter::contains("user_email", {"responsible_user_email"}),
  };
  collection.orderings = {{"created", "created"}, {"username", "username"}, {"type", "type"}};
  collection.default_order = {{"created", false}, {"uuid", false}};
  collection.represent = represent;
  return collection;
}

}  // namespace

const Collection<RobotAccount>& robot_account_collection() {
  static const Collection<RobotAccount> collection = make_collection();
  return collection;
}

const Collection<RobotAccount>& written_robot_account_collection() {
  static const Collection<RobotAccount> collection = [] {
    Collection<RobotAccount> written;
    written.represent = represent_written;
    return written;
  }();
  return collection;
}

}  // namespace drawbridge::http
