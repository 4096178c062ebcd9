#include "http/endpoints/course_account_endpoints.h"

#include <string>
#include <utility>

#include "app/authority.h"
#include "app/course_accounts.h"
#include "app/records.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/field_checks.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::CourseAccount;
using domain::Operation;

constexpr std::string_view kPath = "/api/marketplace-course-accounts/";
constexpr std::size_t kAtOnceMax = 1000;

Status represent(const Call& call, ObjectWriter& out, const CourseAccount& account,
                 const ExtraFields& extra) {
  out.field("url", call.url("marketplace-course-accounts", account.uuid))
      .field("uuid", account.uuid)
      .field("created", account.created)
      .field("modified", account.modified)
      .field("project", account.project_uuid)
      .field("project_uuid", account.project_uuid)
      .field("project_name", extra.text("project_name"))
      .field("project_slug", extra.text("project_slug"))
      .field("project_start_date", extra.maybe_text("project_start_date"))
      .field("project_end_date", extra.maybe_text("project_end_date"))
      .field("user_uuid", account.user_uuid)
      .field("username", account.username)
      .field("customer_uuid", extra.uuid("customer_uuid"))
      .field("customer_name", extra.text("customer_name"))
      .field("state", account.state)
      .field("error_message", account.error_message)
      .field("error_traceback", account.error_traceback)
      .field("email", account.email)
      .field("description", account.description);
  return {};
}

app::Condition visible_accounts(const Call& call) {
  return app::visible_project_accounts(call.principal());
}

Status may_manage(const Call& call, const Uuid& project_uuid) {
  DRAWBRIDGE_TRY(const auto project,
                 app::find_where<domain::Project>(
                     call.store(), app::where::both(app::where::equal("uuid", project_uuid),
                                                    app::visible_projects(call.principal()))));
  if (!project) return no_such_reference("project");
  return app::require(call.principal(), Operation::kManageServiceAccounts,
                      {.customer_uuid = project->customer_uuid, .project_uuid = project->uuid});
}

Result<app::NewCourseAccount> read_account(const json::Value& object) {
  app::NewCourseAccount account;
  DRAWBRIDGE_TRY(auto email, optional_mail(object, "email"));
  DRAWBRIDGE_TRY(auto description, json::optional_string(object, "description", kTextRules));
  account.email = std::move(email).value_or("");
  account.description = std::move(description).value_or("");
  return account;
}

Result<std::vector<CourseAccount>> create(const Call& call, const Uuid& project,
                                          const std::vector<app::NewCourseAccount>& wanted) {
  DRAWBRIDGE_CHECK(may_manage(call, project));
  return call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_course_accounts(transaction, project, wanted);
  });
}

Result<Response> create_one(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto project, required_reference(body, "project", kProjectCollections));
  DRAWBRIDGE_TRY(auto wanted, read_account(body));
  DRAWBRIDGE_TRY(const auto made, create(call, project, {std::move(wanted)}));
  return show(call, course_account_collection(), made.front().uuid, 201);
}

Result<Response> create_bulk(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto project, required_reference(body, "project", kProjectCollections));
  DRAWBRIDGE_TRY(const auto* given, json::optional_array(body, "course_accounts"));
  if (given == nullptr) {
    return fail(ErrorCode::kInvalid, "This field is required.", "course_accounts");
  }
  if (given->size() > kAtOnceMax) {
    return fail(ErrorCode::kInvalid, "Ensure this field has no more than 1000 elements.",
                "course_accounts");
  }
  std::vector<app::NewCourseAccount> wanted;
  for (const auto& each : *given) {
    if (!each.is_object()) {
      return fail(ErrorCode::kInvalid, "A JSON object is expected.", "course_accounts");
    }
    DRAWBRIDGE_TRY(wanted.emplace_back(), read_account(each));
  }
  DRAWBRIDGE_TRY(const auto made, create(call, project, wanted));
  std::vector<app::Value> uuids;
  for (const auto& account : made) uuids.emplace_back(account.uuid);
  return list_whole(call, course_account_collection(), app::where::in("uuid", std::move(uuids)));
}

/// The account of the path, when the caller may see it (else 404) and manage it (else 403).
Result<CourseAccount> managed_account(const Call& call) {
  DRAWBRIDGE_TRY(auto account,
                 app::find_where<CourseAccount>(
                     call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                                    visible_accounts(call))));
  if (!account) return not_found();
  DRAWBRIDGE_CHECK(may_manage(call, account->project_uuid));
  return std::move(*account);
}

Result<Response> retry(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::retry_course_account(transaction, account.uuid);
  }));
  return show(call, course_account_collection(), account.uuid, 202);
}

Result<Response> close(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::close_course_account(transaction, account.uuid);
  }));
  return empty_response(204);
}

}  // namespace

const Collection<CourseAccount>& course_account_collection() {
  static const Collection<CourseAccount> collection = {
      .extra = {"project_name", "project_slug", "project_start_date", "project_end_date",
                "customer_uuid", "customer_name"},
      .filters = {filter::uuid("project_uuid", "project_uuid"),
                  filter::contains("username", {"username"}), filter::contains("email", {"email"}),
                  filter::choice("state", "state", {"OK", "Closed", "Erred", "Pending"}),
                  filter::date_since("project_start_date_after", "project_start_date"),
                  filter::date_until("project_start_date_before", "project_start_date"),
                  filter::date_since("project_end_date_after", "project_end_date"),
                  filter::date_until("project_end_date_before", "project_end_date")},
      .orderings = {{"created", "created"},
                    {"modified", "modified"},
                    {"email", "email"},
                    {"state", "state"},
                    {"username", "username"},
                    {"project_name", "project_name"},
                    {"project_start_date", "project_start_date"},
                    {"project_end_date", "project_end_date"}},
      .default_order = {{"created", false}, {"uuid", false}},
      .represent = represent,
  };
  return collection;
}

void add_course_account_routes(Router& router) {
  const std::string all(kPath);
  const std::string one = all + "{uuid}/";
  router.get(all, [](const Call& call) {
    return list(call, course_account_collection(), visible_accounts(call));
  });
  router.post(all, create_one);
  router.post(all + "create_bulk/", create_bulk);
  router.get(one, [](const Call& call) {
    return retrieve(call, course_account_collection(), call.uuid(), visible_accounts(call));
  });
  router.remove(one, close);
  router.post(one + "retry/", retry);
}

}  // namespace drawbridge::http
