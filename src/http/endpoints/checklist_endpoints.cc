#include "http/endpoints/checklist_endpoints.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "app/attribute_exposure.h"
#include "app/authority.h"
#include "app/checklists.h"
#include "domain/offering_user_state.h"
#include "domain/person_name.h"
#include "http/body.h"
#include "http/endpoints/checklist_representation.h"
#include "http/endpoints/offering_access.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::ChecklistStanding;
using app::Transaction;
using domain::ChecklistCompletion;
using domain::OfferingUser;
using domain::Operation;
namespace where = app::where;

constexpr std::string_view kAccounts = "/api/marketplace-offering-users/";
constexpr std::string_view kCompletions = "/api/marketplace-offering-user-checklist-completions/";
constexpr std::string_view kTemplate = "/api/marketplace-offering-users/checklist-template/";
constexpr std::string_view kOfferingAction =
    "/api/marketplace-provider-offerings/{uuid}/update_compliance_checklist/";
constexpr std::size_t kAnswersMax = 1000;

tl::unexpected<Error> no_checklist() {
  return fail(ErrorCode::kNotFound, "The offering has no checklist.");
}

Result<std::string> name_of(const Call& call, const std::optional<Uuid>& user) {
  if (!user) return std::string();
  DRAWBRIDGE_TRY(const auto person, app::find<domain::User>(call.store(), *user));
  return person ? domain::full_name(person->first_name, person->last_name) : std::string();
}

/// The account of the path with its standing, for those who may look at it in that way.
Result<ChecklistStanding> standing_of(const Call& call, ChecklistAudience audience) {
  DRAWBRIDGE_TRY(const auto account, shown_account(call));
  if (audience == ChecklistAudience::kReviewer && !call.principal().reads_all()) {
    DRAWBRIDGE_TRY(const auto offering,
                   app::find<domain::Offering>(call.store(), account.offering_uuid));
    if (!offering) return not_found();
    DRAWBRIDGE_CHECK(
        app::require(call.principal(), Operation::kManageOfferingUsers, scope_of(*offering)));
  }
  DRAWBRIDGE_TRY(auto standing, app::load_standing(call.store(), account));
  if (!standing) return no_checklist();
  return std::move(*standing);
}

Result<Response> show_completion(const Call& call, ChecklistAudience audience) {
  DRAWBRIDGE_TRY(const auto standing, standing_of(call, audience));
  DRAWBRIDGE_TRY(const auto reviewer, name_of(call, standing.completion.reviewed_by_uuid));
  Response response;
  json::Writer out(response.body);
  write_completion(out, standing, audience, reviewer);
  return response;
}

Status write_questions(const Call& call, json::Writer& out, const ChecklistStanding& standing,
                       ChecklistAudience audience) {
  std::map<Uuid, std::string> authors;
  out.begin_array();
  for (const auto& question : standing.questions) {
    const auto found = standing.answers.find(question.uuid);
    const bool is_answered = found != standing.answers.end();
    std::string author;
    if (is_answered) {
      const auto user = found->second.user_uuid;
      if (!authors.contains(user)) {
        DRAWBRIDGE_TRY(authors[user], name_of(call, user));
      }
      author = authors[user];
    }
    write_question_with_answer(out, question, is_answered ? &found->second : nullptr, author,
                               audience);
  }
  out.end_array();
  return {};
}

Result<Response> show_checklist(const Call& call, ChecklistAudience audience) {
  DRAWBRIDGE_TRY(const auto standing, standing_of(call, audience));
  DRAWBRIDGE_TRY(const auto reviewer, name_of(call, standing.completion.reviewed_by_uuid));
  Response response;
  json::Writer out(response.body);
  out.begin_object().key("checklist");
  write_checklist(out, standing.checklist);
  out.key("completion");
  write_completion(out, standing, audience, reviewer);
  out.key("questions");
  DRAWBRIDGE_CHECK(write_questions(call, out, standing, audience));
  out.end_object();
  return response;
}

Result<Response> show_template(const Call& call) {
  const auto parent = call.query().value("parent_uuid");
  if (!parent) return fail(ErrorCode::kInvalid, "This query parameter is required.", "parent_uuid");
  const auto uuid = Uuid::parse(*parent);
  if (!uuid) return fail(ErrorCode::kInvalid, "Enter a valid UUID.", "parent_uuid");
  DRAWBRIDGE_TRY(const auto offering, visible_offering(call, *uuid));
  if (!offering.compliance_checklist_uuid) return no_checklist();
  DRAWBRIDGE_TRY(const auto checklist,
                 app::find<domain::Checklist>(call.store(), *offering.compliance_checklist_uuid));
  if (!checklist) return no_checklist();
  DRAWBRIDGE_TRY(const auto questions, app::questions_of(call.store(), checklist->uuid));
  Response response;
  response.set("X-Result-Count", std::to_string(questions.size()));
  json::Writer out(response.body);
  out.begin_object().key("checklist");
  write_checklist(out, *checklist);
  // No question depends on another one's answer, so all are visible from the start.
  for (const std::string_view name : {"questions", "initial_visible_questions"}) {
    out.key(name).begin_array();
    for (const auto& question : questions) write_question(out, question);
    out.end_array();
  }
  out.end_object();
  return response;
}

Result<app::GivenAnswer> read_answer(const json::Value& object) {
  if (!object.is_object())
    return fail(ErrorCode::kInvalid, "An object is expected.", "answer_data");
  app::GivenAnswer given;
  DRAWBRIDGE_TRY(given.question_uuid, json::required_uuid(object, "question_uuid"));
  if (!json::has(object, "answer_data")) {
    return fail(ErrorCode::kInvalid, "This field is required.", "answer_data");
  }
  given.answer = object["answer_data"];
  return given;
}

/// One answer, or a list of them.
Result<std::vector<app::GivenAnswer>> read_answers(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, json::parse(call.request().body));
  std::vector<app::GivenAnswer> answers;
  if (!body.is_array()) {
    DRAWBRIDGE_TRY(auto answer, read_answer(body));
    answers.push_back(std::move(answer));
    return answers;
  }
  if (body.size() > kAnswersMax) return fail(ErrorCode::kInvalid, "There are too many answers.");
  for (const auto& each : body) {
    DRAWBRIDGE_TRY(auto answer, read_answer(each));
    answers.push_back(std::move(answer));
  }
  return answers;
}

/// People answer for themselves; staff may answer for them.
Result<Response> submit_answers(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, shown_account(call));
  const auto& user = call.principal().user;
  if (account.user_uuid != user.uuid && !user.is_staff) return forbidden();
  DRAWBRIDGE_TRY(const auto answers, read_answers(call));
  DRAWBRIDGE_TRY(const auto standing,
                 call.writer().run(call.actor(), [&](Transaction& transaction) {
                   return app::submit_answers(transaction, account.uuid, user.uuid, answers);
                 }));
  Response response;
  json::Writer out(response.body);
  out.begin_object().field("detail", "Answers have been submitted.").key("completion");
  write_completion(out, standing, ChecklistAudience::kPerson, {});
  out.end_object();
  return response;
}

Result<Response> update_compliance_checklist(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering,
                 permitted_offering(call, call.uuid(), Operation::kUpdateIntegration));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto checklist, json::nullable_uuid(body, "compliance_checklist"));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::set_compliance_checklist(transaction, offering.uuid, checklist.value);
  }));
  return empty_response(200);
}

// Completions

Status represent(const Call& call, ObjectWriter& out, const ChecklistCompletion& completion,
                 const ExtraFields& extra) {
  DRAWBRIDGE_TRY(const auto standing, app::load_standing(call.store(), completion));
  out.field("uuid", completion.uuid);
  DRAWBRIDGE_TRY(const auto exposed, app::exposed_attributes(call.store(), *call.services().rules,
                                                             extra.uuid("offering_uuid")));
  const auto shown = [&](std::string_view attribute, std::string text) {
    const bool is_shown = std::find(exposed.begin(), exposed.end(), attribute) != exposed.end();
    return is_shown ? std::move(text) : std::string();
  };
  out.nested("offering_user", [&](json::Writer& writer) {
    writer.begin_object()
        .field("uuid", completion.offering_user_uuid)
        .field("user_full_name",
               shown("full_name", domain::full_name(extra.text("user_first_name"),
                                                    extra.text("user_last_name"))))
        .field("user_email", shown("email", extra.text("user_email")))
        .field("username", extra.maybe_text("username"))
        .field("state", extra.text("account_state"))
        .field("is_restricted", extra.flag("is_restricted"))
        .end_object();
  });
  out.field("offering_user_uuid", completion.offering_user_uuid)
      .field("offering_name", extra.maybe_text("offering_name"))
      .field("offering_uuid", extra.maybe_uuid("offering_uuid"))
      .field("customer_provider_uuid", extra.maybe_uuid("offering_customer_uuid"))
      .field("customer_provider_name", extra.maybe_text("customer_name"))
      .field("checklist_uuid", completion.checklist_uuid)
      .field("checklist_name", standing.checklist.name)
      .field("checklist_description", standing.checklist.description)
      .field("is_completed", standing.completion.is_completed)
      .field("completion_percentage", standing.percentage)
      .field("unanswered_required_questions",
             static_cast<std::int64_t>(standing.unanswered_required.size()))
      .field("requires_review", !standing.needing_review.empty() && !completion.reviewed_at)
      .null("reviewed_by")
      .field("reviewed_at", completion.reviewed_at)
      .field("review_notes", completion.review_notes)
      .field("created", completion.created)
      .field("modified", completion.modified);
  return {};
}

const Collection<ChecklistCompletion>& completion_collection() {
  static const Collection<ChecklistCompletion> collection = {
      .extra = {"username", "account_state", "is_restricted", "user_first_name", "user_last_name",
                "user_email", "offering_uuid", "offering_name", "offering_customer_uuid",
                "customer_name"},
      .filters = {filter::boolean("is_completed", "is_completed"),
                  filter::uuid("offering_uuid", "offering_uuid"),
                  filter::uuid("user_uuid", "user_uuid"), filter::since("created", "created"),
                  filter::until("created_before", "created"), filter::since("modified", "modified"),
                  filter::until("modified_before", "modified")},
      .orderings = {{"is_completed", "is_completed"}, {"modified", "modified"}},
      .default_order = {{"created", false}},
      .represent = represent,
  };
  return collection;
}

/// Own ones, and those of accounts that the caller manages. What a person's account hides from the
/// caller its completion does not tell either.
app::Condition visible_completions(const Call& call) {
  if (call.principal().reads_all()) return where::all();
  app::Select accounts;
  accounts.kind = std::string(OfferingUser::kKind);
  accounts.fields = {"uuid"};
  accounts.where = app::shown_offering_users(call.principal(), *call.services().rules, call.now());
  return where::in_select("offering_user_uuid", std::move(accounts));
}

Result<Response> list_completions(const Call& call) {
  return list(call, completion_collection(), visible_completions(call));
}

Result<Response> retrieve_completion(const Call& call) {
  return retrieve(call, completion_collection(), call.uuid(), visible_completions(call));
}

}  // namespace

void add_checklist_routes(Router& router) {
  const std::string one = std::string(kAccounts) + "{uuid}/";
  static constexpr auto person = ChecklistAudience::kPerson;
  static constexpr auto reviewer = ChecklistAudience::kReviewer;
  router.get(one + "checklist/", [](const Call& call) { return show_checklist(call, person); });
  router.get(one + "checklist_review/",
             [](const Call& call) { return show_checklist(call, reviewer); });
  router.get(one + "completion_status/",
             [](const Call& call) { return show_completion(call, person); });
  router.get(one + "completion_review_status/",
             [](const Call& call) { return show_completion(call, reviewer); });
  router.post(one + "submit_answers/", submit_answers);
  router.get(kTemplate, show_template);
  router.get(kCompletions, list_completions);
  router.get(std::string(kCompletions) + "{uuid}/", retrieve_completion);
  router.post(kOfferingAction, update_compliance_checklist);
}

}  // namespace drawbridge::http
