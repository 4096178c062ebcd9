#include "app/events/event_description.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/actor.h"
#include "app/query.h"
#include "domain/account_records.h"
#include "domain/records.h"
#include "domain/robot_and_service_account_records.h"
#include "json/read.h"
#include "json/write.h"

namespace drawbridge::app {
namespace {

using domain::AuditEvent;

constexpr std::string_view kImport = "import";

/// What an event is made of while it is described.
struct Draft {
  StoreReader& store;
  AuditEvent& event;
  std::string_view what;
  json::Value before, after;  ///< objects, empty when there was none
  json::Value context = json::Value::object();
  std::vector<std::string> changed;  ///< fields, sorted

  /// The record as it is now, or was at last.
  const json::Value& record() const { return what == "deleted" ? before : after; }
  bool has_changed(std::string_view field) const {
    return std::find(changed.begin(), changed.end(), field) != changed.end();
  }
};

std::string text_of(const json::Value& record, std::string_view key) {
  const auto found = record.find(key);
  return found != record.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flag_of(const json::Value& record, std::string_view key) {
  const auto found = record.find(key);
  return found != record.end() && found->is_boolean() && found->get<bool>();
}

std::optional<Uuid> uuid_of(const json::Value& record, std::string_view key) {
  const auto uuid = Uuid::parse(text_of(record, key));
  return uuid ? std::optional(*uuid) : std::nullopt;
}

json::Value object_of(const std::optional<domain::JsonText>& text) {
  if (!text) return json::Value::object();
  auto parsed = json::parse(text->text, {.depth = 64, .bytes = 64U << 20U});
  return parsed && parsed->is_object() ? std::move(*parsed) : json::Value::object();
}

std::vector<std::string> changed_fields(const json::Value& before, const json::Value& after) {
  std::vector<std::string> changed;
  for (const auto& [name, value] : after.items()) {
    if (name == "modified") continue;
    const auto old = before.find(name);
    if (old == before.end() || *old != value) changed.push_back(name);
  }
  return changed;
}

/// Fields of one row by its uuid; empty when it is not there.
Result<Row> look_up(StoreReader& store, std::string_view kind, const std::optional<Uuid>& uuid,
                    std::vector<std::string> fields) {
  Row found;
  if (!uuid) return found;
  Select select;
  select.kind = std::string(kind);
  select.fields = std::move(fields);
  select.where = where::equal("uuid", *uuid);
  select.limit = 1;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    found = std::move(row);
    return false;
  }));
  return found;
}

std::string text_at(const Row& row, std::size_t column) {
  const auto* text = column < row.size() ? std::get_if<std::string>(&row[column]) : nullptr;
  return text == nullptr ? std::string() : *text;
}

std::optional<Uuid> uuid_at(const Row& row, std::size_t column) {
  const auto* uuid = column < row.size() ? std::get_if<Uuid>(&row[column]) : nullptr;
  return uuid == nullptr ? std::nullopt : std::optional(*uuid);
}

Result<std::string> user_name(Draft& draft, const std::optional<Uuid>& uuid) {
  DRAWBRIDGE_TRY(const auto row, look_up(draft.store, domain::User::kKind, uuid, {"username"}));
  return text_at(row, 0);
}

/// Whom and what the record names itself, its own kind included.
void note_own_references(Draft& draft) {
  const auto& record = draft.record();
  auto& event = draft.event;
  event.affected_user_uuid = uuid_of(record, "user_uuid");
  event.customer_uuid = uuid_of(record, "customer_uuid");
  event.project_uuid = uuid_of(record, "project_uuid");
  event.offering_uuid = uuid_of(record, "offering_uuid");
  if (const auto scope = uuid_of(record, "scope_uuid")) {
    const auto type = text_of(record, "scope_type");
    if (type == "customer") event.customer_uuid = scope;
    if (type == "project") event.project_uuid = scope;
    if (type == "offering") event.offering_uuid = scope;
  }
  const auto own = [&event](std::string_view kind, std::optional<Uuid>& field) {
    if (event.object_kind == kind) field = event.object_uuid;
  };
  own(domain::User::kKind, event.affected_user_uuid);
  own(domain::Customer::kKind, event.customer_uuid);
  own(domain::Project::kKind, event.project_uuid);
  own(domain::Offering::kKind, event.offering_uuid);
}

/// What the record names only by way of its resource, project or offering.
Status note_further_references(Draft& draft) {
  auto& event = draft.event;
  if (const auto resource = uuid_of(draft.record(), "resource_uuid")) {
    DRAWBRIDGE_TRY(const auto row, look_up(draft.store, domain::Resource::kKind, resource,
                                           {"project_uuid", "offering_uuid"}));
    if (!event.project_uuid) event.project_uuid = uuid_at(row, 0);
    if (!event.offering_uuid) event.offering_uuid = uuid_at(row, 1);
  }
  if (event.customer_uuid) return {};
  if (event.project_uuid) {
    DRAWBRIDGE_TRY(const auto row, look_up(draft.store, domain::Project::kKind, event.project_uuid,
                                           {"customer_uuid"}));
    event.customer_uuid = uuid_at(row, 0);
  } else if (event.offering_uuid) {
    DRAWBRIDGE_TRY(const auto row, look_up(draft.store, domain::Offering::kKind,
                                           event.offering_uuid, {"customer_uuid"}));
    event.customer_uuid = uuid_at(row, 0);
  }
  return {};
}

/// `old_<field>` and `new_<field>` of those of `fields` that changed.
void note_old_and_new(Draft& draft, std::initializer_list<std::string_view> fields) {
  for (const auto field : fields) {
    if (!draft.has_changed(field)) continue;
    const std::string name(field);
    if (const auto old = draft.before.find(name); old != draft.before.end()) {
      draft.context["old_" + name] = *old;
    }
    draft.context["new_" + name] = draft.after[name];
  }
}

Status describe_account(Draft& draft) {
  auto& event = draft.event;
  DRAWBRIDGE_TRY(const auto user, user_name(draft, event.affected_user_uuid));
  DRAWBRIDGE_TRY(const auto offering,
                 look_up(draft.store, domain::Offering::kKind, event.offering_uuid, {"name"}));
  draft.context["user_username"] = user;
  draft.context["offering_name"] = text_at(offering, 0);
  draft.context["username"] = text_of(draft.record(), "username");
  event.event_type = fmt::format("marketplace_offering_user_{}", draft.what);
  if (draft.what != "updated") {
    event.message = fmt::format("Account for user {} in offering {} has been {}.", user,
                                text_at(offering, 0), draft.what);
    return {};
  }
  note_old_and_new(draft, {"username", "state", "runtime_state", "is_restricted",
                           "service_provider_comment", "service_provider_comment_url"});
  if (draft.has_changed("is_restricted")) {
    event.event_type = "marketplace_offering_user_restriction_updated";
    event.message =
        fmt::format("Restriction status for user {} in offering {} has been set to {}.", user,
                    text_at(offering, 0), flag_of(draft.after, "is_restricted") ? "True" : "False");
  } else {
    event.message = fmt::format("Offering user fields changed for {}.", event.object_uuid.hex());
  }
  return {};
}

Status describe_robot(Draft& draft) {
  auto& event = draft.event;
  const bool is_state = draft.what == "updated" && draft.has_changed("state");
  event.event_type = is_state ? "resource_robot_account_state_changed"
                              : fmt::format("resource_robot_account_{}", draft.what);
  note_old_and_new(draft, {"username", "state", "type"});
  const auto name = text_of(draft.record(), "username");
  draft.context["username"] = name;
  event.message =
      is_state ? fmt::format("State of robot account {} has been changed from {} to {}.", name,
                             text_of(draft.before, "state"), text_of(draft.after, "state"))
               : fmt::format("Robot account {} has been {}.", name, draft.what);
  return {};
}

Status describe_service_account(Draft& draft) {
  auto& event = draft.event;
  const auto name = text_of(draft.record(), "username");
  draft.context["username"] = name;
  event.event_type = fmt::format("service_account_{}", draft.what);
  note_old_and_new(draft, {"state"});
  event.message = fmt::format("Service account {} has been {}.", name, draft.what);
  return {};
}

Status describe_consent(Draft& draft) {
  auto& event = draft.event;
  const auto ends = draft.record().find("revocation_date");
  const bool is_revoked =
      draft.what == "deleted" || (ends != draft.record().end() && !ends->is_null());
  event.event_type =
      is_revoked ? "terms_of_service_consent_revoked" : "terms_of_service_consent_granted";
  DRAWBRIDGE_TRY(const auto user, user_name(draft, event.affected_user_uuid));
  DRAWBRIDGE_TRY(const auto offering,
                 look_up(draft.store, domain::Offering::kKind, event.offering_uuid, {"name"}));
  draft.context["user_username"] = user;
  draft.context["offering_name"] = text_at(offering, 0);
  draft.context["version"] = text_of(draft.record(), "version");
  event.message = fmt::format("User {} has {} consent to the terms of service of offering {}.",
                              user, is_revoked ? "revoked" : "granted", text_at(offering, 0));
  return {};
}

Status describe_key(Draft& draft) {
  auto& event = draft.event;
  const auto name = text_of(draft.record(), "name");
  DRAWBRIDGE_TRY(const auto user, user_name(draft, event.affected_user_uuid));
  draft.context["ssh_key_name"] = name;
  draft.context["ssh_key_fingerprint_sha256"] = text_of(draft.record(), "fingerprint_sha256");
  draft.context["user_username"] = user;
  if (draft.what == "created") event.event_type = "ssh_key_creation_succeeded";
  if (draft.what == "deleted") event.event_type = "ssh_key_deletion_succeeded";
  event.message = fmt::format("SSH key {} of user {} has been {}.", name, user, draft.what);
  return {};
}

/// Where the scope of a role belongs.
Status note_scope(Draft& draft, std::string_view type, const Uuid& scope, std::string& name) {
  auto& event = draft.event;
  if (type == "resource") {
    DRAWBRIDGE_TRY(const auto row, look_up(draft.store, domain::Resource::kKind, scope,
                                           {"name", "project_uuid", "offering_uuid"}));
    name = text_at(row, 0);
    event.project_uuid = uuid_at(row, 1);
    event.offering_uuid = uuid_at(row, 2);
  } else if (type == "service_provider") {
    DRAWBRIDGE_TRY(const auto row,
                   look_up(draft.store, domain::ServiceProvider::kKind, scope, {"customer_uuid"}));
    event.customer_uuid = uuid_at(row, 0);
  } else if (type != "customer") {
    const std::vector<std::string> fields = {"name", "customer_uuid"};
    DRAWBRIDGE_TRY(const auto row, look_up(draft.store, type, scope, fields));
    name = text_at(row, 0);
    event.customer_uuid = uuid_at(row, 1);
  }
  return note_further_references(draft);
}

Status describe_role(Draft& draft) {
  auto& event = draft.event;
  const auto& record = draft.record();
  const auto type = text_of(record, "scope_type");
  const auto role = text_of(record, "role_name");
  const Uuid scope = uuid_of(record, "scope_uuid").value_or(Uuid());
  std::string scope_name;
  DRAWBRIDGE_CHECK(note_scope(draft, type, scope, scope_name));
  DRAWBRIDGE_TRY(const auto user, user_name(draft, event.affected_user_uuid));
  DRAWBRIDGE_TRY(const auto customer,
                 look_up(draft.store, domain::Customer::kKind, event.customer_uuid, {"name"}));
  if (scope_name.empty()) scope_name = text_at(customer, 0);
  auto& context = draft.context;
  context["scope_type"] = type;
  context["scope_uuid"] = scope.hex();
  context["scope_name"] = scope_name;
  context["role_name"] = role;
  context["affected_user_username"] = user;
  if (event.affected_user_uuid) context["affected_user_uuid"] = event.affected_user_uuid->hex();
  if (event.customer_uuid) context["customer_uuid"] = event.customer_uuid->hex();
  context["customer_name"] = text_at(customer, 0);
  note_old_and_new(draft, {"expiration_time"});
  if (draft.what == "created") {
    event.event_type = "role_granted";
    event.message = fmt::format("User {} has gained role {} in {}.", user, role, scope_name);
  } else if (draft.what == "deleted") {
    event.event_type = "role_revoked";
    event.message = fmt::format("User {} has lost role {} in {}.", user, role, scope_name);
  } else {
    event.event_type = "role_updated";
    event.message =
        fmt::format("Role {} of user {} in {} has been updated.", role, user, scope_name);
  }
  return {};
}

/// The one way in which a number changes hands: it is given free, and later somebody else's.
Status describe_number(Draft& draft) {
  auto& context = draft.context;
  const auto name_space = text_of(draft.record(), "namespace");
  const auto value = draft.record().value("value", std::int64_t{0});
  context["namespace"] = name_space;
  context["value"] = value;
  note_old_and_new(draft, {"holder_kind", "holder_uuid"});
  const bool is_given_free = draft.after.value("is_recyclable", false);
  if (is_given_free) {
    context["old_holder_kind"] = draft.before.value("holder_kind", std::string());
    context["old_holder_uuid"] = text_of(draft.before, "holder_uuid");
  }
  draft.event.event_type = is_given_free ? "posix_number_released" : "posix_number_reissued";
  draft.event.message =
      fmt::format("The {} {} has been {}.", name_space, value,
                  is_given_free ? "given free for another holder" : "issued to another holder");
  return {};
}

/// Any other kind: `Offering user group hpc_p1 has been created.`
Status describe_plainly(Draft& draft) {
  std::string kind = draft.event.object_kind;
  std::replace(kind.begin(), kind.end(), '_', ' ');
  if (!kind.empty() && kind.front() >= 'a' && kind.front() <= 'z') {
    kind.front() = static_cast<char>(kind.front() - 'a' + 'A');
  }
  std::string name = text_of(draft.record(), "name");
  if (name.empty()) name = text_of(draft.record(), "username");
  if (name.empty()) name = draft.event.object_uuid.hex();
  draft.event.message = fmt::format("{} {} has been {}.", kind, name, draft.what);
  return {};
}

struct KindDescription {
  std::string_view kind;
  Status (*describe)(Draft&);
};

constexpr std::array<KindDescription, 8> kDescriptions = {{
    {domain::OfferingUser::kKind, describe_account},
    {domain::RobotAccount::kKind, describe_robot},
    {domain::ProjectServiceAccount::kKind, describe_service_account},
    {domain::CustomerServiceAccount::kKind, describe_service_account},
    {domain::UserOfferingConsent::kKind, describe_consent},
    {domain::SshPublicKey::kKind, describe_key},
    {domain::RoleGrant::kKind, describe_role},
    {domain::PosixIdentity::kKind, describe_number},
}};

}  // namespace

Status describe_event(StoreReader& store, std::string_view what, AuditEvent& event) {
  event.event_type = fmt::format("{}_{}", event.object_kind, what);
  Draft draft{.store = store,
              .event = event,
              .what = what,
              .before = object_of(event.before),
              .after = object_of(event.after),
              .changed = {}};
  note_own_references(draft);
  if (what == "updated") {
    draft.changed = changed_fields(draft.before, draft.after);
    draft.context["changed_fields"] = draft.changed;
  }
  if (event.actor_name == kImport && !event.actor_uuid) {
    DRAWBRIDGE_CHECK(describe_plainly(draft));
  } else {
    DRAWBRIDGE_CHECK(note_further_references(draft));
    const auto found =
        std::find_if(kDescriptions.begin(), kDescriptions.end(),
                     [&](const KindDescription& row) { return row.kind == event.object_kind; });
    DRAWBRIDGE_CHECK(found == kDescriptions.end() ? describe_plainly(draft)
                                                  : found->describe(draft));
  }
  event.context.text = json::canonical(draft.context);
  return {};
}

}  // namespace drawbridge::app
