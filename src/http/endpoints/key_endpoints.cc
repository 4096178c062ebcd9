#include "http/endpoints/key_endpoints.h"

#include "app/authority.h"
#include "app/people.h"
#include "app/records.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"
#include "http/made_object.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Operation;
using domain::SshPublicKey;

Status represent(const Call& call, ObjectWriter& out, const SshPublicKey& key, const ExtraFields&) {
  out.field("url", call.url("keys", key.uuid))
      .field("uuid", key.uuid)
      .field("name", key.name)
      .field("public_key", key.public_key)
      .field("fingerprint_md5", key.fingerprint_md5)
      .field("fingerprint_sha256", key.fingerprint_sha256)
      .field("fingerprint_sha512", key.fingerprint_sha512)
      .field("user_uuid", key.user_uuid)
      .field("is_shared", key.is_shared)
      .field("type", key.type);
  return {};
}

}  // namespace

const Collection<SshPublicKey>& key_collection() {
  static const Collection<SshPublicKey> collection = {
      .extra = {},
      .filters = {filter::contains("name", {"name"}), filter::exact("name_exact", "name"),
                  filter::uuid("uuid", "uuid"), filter::uuid("user_uuid", "user_uuid"),
                  filter::exact("fingerprint_md5", "fingerprint_md5"),
                  filter::exact("fingerprint_sha256", "fingerprint_sha256"),
                  filter::exact("fingerprint_sha512", "fingerprint_sha512"),
                  filter::boolean("is_shared", "is_shared"), filter::since("created", "created"),
                  filter::until("created_before", "created"), filter::since("modified", "created"),
                  filter::until("modified_before", "created")},
      .orderings = {{"name", "name"}},
      .default_order = {{"name", false}},
      .represent = represent,
  };
  return collection;
}

namespace {

Result<Response> list_keys(const Call& call) {
  return list(call, key_collection(), app::visible_ssh_keys(call.principal()));
}

Result<Response> retrieve_key(const Call& call) {
  return retrieve(call, key_collection(), call.uuid(), app::visible_ssh_keys(call.principal()));
}

/// Whose key a new one is: the caller's; staff may name somebody else.
Result<Uuid> owner_of_new_key(const Call& call, const json::Value& body) {
  const auto own = call.principal().user.uuid;
  DRAWBRIDGE_TRY(const auto named, optional_reference(body, "user", kUserCollections));
  if (!named || *named == own) return own;
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageOthersKeys));
  return *named;
}

Result<Response> create_key(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::NewKey wanted;
  DRAWBRIDGE_TRY(wanted.user_uuid, owner_of_new_key(call, body));
  DRAWBRIDGE_TRY(wanted.public_key, json::required_string(body, "public_key"));
  DRAWBRIDGE_TRY(const auto name,
                 json::optional_string(body, "name", {.max_length = 150, .may_be_blank = true}));
  wanted.name = name.value_or("");
  return make_and_show(call, key_collection(), [&](Transaction& transaction) {
    return app::create_key(transaction, wanted);
  });
}

Result<Response> delete_key(const Call& call) {
  DRAWBRIDGE_TRY(const auto key,
                 app::find_where<SshPublicKey>(
                     call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                                    app::visible_ssh_keys(call.principal()))));
  if (!key) return not_found();
  if (!app::is_permitted(call.principal(), Operation::kManageOthersKeys)) {
    if (key->is_shared) {
      return fail(ErrorCode::kForbidden,
                  "Only staff users are allowed to delete shared SSH public key.");
    }
    if (key->user_uuid != call.principal().user.uuid) return forbidden();
  }
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_key(transaction, key->uuid);
  }));
  return empty_response(204);
}

}  // namespace

void add_key_routes(Router& router) {
  router.get("/api/keys/", list_keys);
  router.post("/api/keys/", create_key);
  router.get("/api/keys/{uuid}/", retrieve_key);
  router.remove("/api/keys/{uuid}/", delete_key);
}

}  // namespace drawbridge::http
