#include <string>
#include <utility>

#include "app/authority.h"
#include "app/checklists.h"
#include "app/principal.h"
#include "http/body.h"
#include "http/endpoints/checklist_endpoints.h"
#include "http/endpoints/checklist_representation.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Checklist;
using domain::ChecklistQuestion;
using domain::Operation;

constexpr std::string_view kChecklists = "/api/checklists-admin/";
constexpr std::string_view kQuestions = "/api/checklists-admin-questions/";
constexpr std::string_view kChecklistCollections[] = {"checklists-admin"};
constexpr std::string_view kChecklistTypes[] = {"offering_compliance", "project_compliance",
                                                "project_metadata", "proposal_compliance"};

/// Staff writes; staff and support read; for everybody else there is nothing.
app::Condition visible(const Call& call) {
  return call.principal().reads_all() ? app::where::all() : app::where::nothing();
}

Status may_write(const Call& call) {
  if (!call.principal().reads_all()) return not_found();
  return app::require(call.principal(), Operation::kManageCategories);
}

Status represent_checklist(const Call& call, ObjectWriter& out, const Checklist& checklist,
                           const ExtraFields&) {
  if (out.wants("url")) out.put("url", call.url("checklists-admin", checklist.uuid));
  out.field("uuid", checklist.uuid)
      .field("name", checklist.name)
      .field("description", checklist.description)
      .field("checklist_type", checklist.checklist_type);
  if (out.wants("questions_count")) {
    DRAWBRIDGE_TRY(const auto questions, app::questions_of(call.store(), checklist.uuid));
    out.put("questions_count", static_cast<std::int64_t>(questions.size()));
  }
  out.field("created", checklist.created).field("modified", checklist.modified);
  return {};
}

const Collection<Checklist>& checklist_collection() {
  static const Collection<Checklist> collection = {
      .extra = {},
      .filters = {filter::contains("name", {"name"}),
                  filter::exact("checklist_type", "checklist_type")},
      .orderings = {{"name", "name"}, {"created", "created"}},
      .default_order = {{"name", false}},
      .represent = represent_checklist,
  };
  return collection;
}

Status represent_question(const Call& call, ObjectWriter& out, const ChecklistQuestion& question,
                          const ExtraFields&) {
  if (out.wants("url")) out.put("url", call.url("checklists-admin-questions", question.uuid));
  if (out.wants("checklist")) {
    out.put("checklist", call.url("checklists-admin", question.checklist_uuid));
  }
  out.field("uuid", question.uuid)
      .field("checklist_uuid", question.checklist_uuid)
      .field("description", question.description)
      .field("user_guidance", question.user_guidance)
      .field("question_type", question.question_type)
      .field("required", question.required)
      .field("order", question.position)
      .field("options", question.options)
      .field("always_requires_review", question.always_requires_review);
  return {};
}

const Collection<ChecklistQuestion>& question_collection() {
  static const Collection<ChecklistQuestion> collection = {
      .extra = {},
      .filters = {filter::uuid("checklist_uuid", "checklist_uuid")},
      .orderings = {{"order", "position"}},
      .default_order = {{"checklist_uuid", false}, {"position", false}},
      .represent = represent_question,
  };
  return collection;
}

Result<app::ChecklistChange> read_checklist(const Call& call, bool is_new) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::ChecklistChange change;
  DRAWBRIDGE_TRY(change.name, json::optional_string(body, "name", kNameRules));
  if (!change.name && is_new) return fail(ErrorCode::kInvalid, "This field is required.", "name");
  DRAWBRIDGE_TRY(change.description, json::optional_string(body, "description", kTextRules));
  DRAWBRIDGE_TRY(change.checklist_type,
                 json::optional_choice(body, "checklist_type", kChecklistTypes));
  return change;
}

Result<Response> create_checklist(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageCategories));
  DRAWBRIDGE_TRY(const auto wanted, read_checklist(call, true));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_checklist(transaction, wanted);
  }));
  return show(call, checklist_collection(), made.uuid, 201);
}

Result<Response> change_checklist(const Call& call) {
  DRAWBRIDGE_CHECK(may_write(call));
  DRAWBRIDGE_TRY(const auto change, read_checklist(call, call.request().method == "PUT"));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::update_checklist(transaction, call.uuid(), change);
  }));
  return show(call, checklist_collection(), call.uuid());
}

Result<Response> delete_checklist(const Call& call) {
  DRAWBRIDGE_CHECK(may_write(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_checklist(transaction, call.uuid());
  }));
  return empty_response(204);
}

Result<app::QuestionChange> read_question(const json::Value& body, bool is_new) {
  app::QuestionChange change;
  DRAWBRIDGE_TRY(change.description,
                 json::optional_string(body, "description", {.max_length = 2000}));
  if (!change.description && is_new) {
    return fail(ErrorCode::kInvalid, "This field is required.", "description");
  }
  DRAWBRIDGE_TRY(change.user_guidance, json::optional_string(body, "user_guidance", kTextRules));
  DRAWBRIDGE_TRY(change.question_type, json::optional_string(body, "question_type"));
  DRAWBRIDGE_TRY(change.required, json::optional_boolean(body, "required"));
  DRAWBRIDGE_TRY(change.always_requires_review,
                 json::optional_boolean(body, "always_requires_review"));
  DRAWBRIDGE_TRY(change.position,
                 json::optional_integer(body, "order", {.min = 0, .max = 1'000'000}));
  DRAWBRIDGE_TRY(change.options, json::optional_string_list(body, "options", kNameRules, 200));
  return change;
}

Result<Response> create_question(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageCategories));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto checklist,
                 required_reference(body, "checklist", kChecklistCollections));
  DRAWBRIDGE_TRY(const auto wanted, read_question(body, true));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_question(transaction, checklist, wanted);
  }));
  return show(call, question_collection(), made.uuid, 201);
}

Result<Response> change_question(const Call& call) {
  DRAWBRIDGE_CHECK(may_write(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto change, read_question(body, call.request().method == "PUT"));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::update_question(transaction, call.uuid(), change);
  }));
  return show(call, question_collection(), call.uuid());
}

Result<Response> delete_question(const Call& call) {
  DRAWBRIDGE_CHECK(may_write(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_question(transaction, call.uuid());
  }));
  return empty_response(204);
}

template <class R>
void add_reads(Router& router, std::string_view path, const Collection<R>& (*collection)()) {
  router.get(path,
             [collection](const Call& call) { return list(call, collection(), visible(call)); });
  router.get(std::string(path) + "{uuid}/", [collection](const Call& call) {
    return retrieve(call, collection(), call.uuid(), visible(call));
  });
}

}  // namespace

void add_checklist_admin_routes(Router& router) {
  const std::string checklist = std::string(kChecklists) + "{uuid}/";
  add_reads<Checklist>(router, kChecklists, checklist_collection);
  router.post(kChecklists, create_checklist);
  router.put(checklist, change_checklist);
  router.patch(checklist, change_checklist);
  router.remove(checklist, delete_checklist);
  const std::string question = std::string(kQuestions) + "{uuid}/";
  add_reads<ChecklistQuestion>(router, kQuestions, question_collection);
  router.post(kQuestions, create_question);
  router.put(question, change_question);
  router.patch(question, change_question);
  router.remove(question, delete_question);
}

}  // namespace drawbridge::http
