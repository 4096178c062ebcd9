#include "app/checklists.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/clock.h"
#include "base/ordered_uuid.h"
#include "domain/person_name.h"
#include "json/read.h"

namespace drawbridge::app {
namespace {

using domain::Checklist;
using domain::ChecklistAnswer;
using domain::ChecklistCompletion;
using domain::ChecklistQuestion;
using domain::Offering;
using domain::OfferingUser;

constexpr std::string_view kCompliance = "offering_compliance";
constexpr std::size_t kTextMax = 10'000;  // octets
constexpr std::array<std::string_view, 9> kQuestionTypes = {
    "boolean", "single_select", "multi_select", "text_input", "text_area",
    "number",  "date",          "email",        "url"};

tl::unexpected<Error> absent() { return fail(ErrorCode::kNotFound, "Not found."); }

bool is_choice(const ChecklistQuestion& question) {
  return question.question_type == "single_select" || question.question_type == "multi_select";
}

Result<Checklist> find_checklist(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto checklist, find<Checklist>(transaction.store(), uuid));
  if (!checklist) return absent();
  return std::move(*checklist);
}

void put(Checklist& checklist, const ChecklistChange& change) {
  if (change.name) checklist.name = *change.name;
  if (change.description) checklist.description = *change.description;
  if (change.checklist_type) checklist.checklist_type = *change.checklist_type;
}

Status put(ChecklistQuestion& question, const QuestionChange& change) {
  if (change.description) question.description = *change.description;
  if (change.user_guidance) question.user_guidance = *change.user_guidance;
  if (change.question_type) question.question_type = *change.question_type;
  if (change.required) question.required = *change.required;
  if (change.always_requires_review) {
    question.always_requires_review = *change.always_requires_review;
  }
  if (change.position) question.position = *change.position;
  if (change.options) question.options = *change.options;
  const auto& type = question.question_type;
  if (std::find(kQuestionTypes.begin(), kQuestionTypes.end(), type) == kQuestionTypes.end()) {
    return json::invalid_choice(type, "question_type");
  }
  if (is_choice(question) && question.options.empty()) {
    return fail(ErrorCode::kInvalid, "A choice needs options.", "options");
  }
  return {};
}

/// What a standing's questions and answers come to.
void weigh(ChecklistStanding& standing) {
  std::size_t answered = 0;
  for (const auto& question : standing.questions) {
    if (standing.answers.contains(question.uuid)) {
      ++answered;
      if (question.always_requires_review) standing.needing_review.push_back(question);
    } else if (question.required) {
      standing.unanswered_required.push_back(question);
    }
  }
  const auto total = standing.questions.size();
  standing.percentage =
      total == 0 ? 100.0 : 100.0 * static_cast<double>(answered) / static_cast<double>(total);
  standing.completion.is_completed = standing.unanswered_required.empty();
}

/// Stores of each completion of a checklist whether it is complete, after a change of questions.
Status weigh_completions(Transaction& transaction, const Uuid& checklist) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto completions,
                 list<ChecklistCompletion>(store, where::equal("checklist_uuid", checklist)));
  for (const auto& before : completions) {
    DRAWBRIDGE_TRY(auto standing, load_standing(store, before));
    if (standing.completion.is_completed == before.is_completed) continue;
    DRAWBRIDGE_CHECK(transaction.update(before, standing.completion));
  }
  return {};
}

bool names_option(const ChecklistQuestion& question, const json::Value& value) {
  if (!value.is_string()) return false;
  const auto text = value.get<std::string>();
  const auto uuid = Uuid::parse(text);
  return std::any_of(question.options.begin(), question.options.end(),
                     [&](const std::string& label) {
                       return label == text || (uuid && *uuid == option_uuid(question.uuid, label));
                     });
}

bool is_choice_answer(const ChecklistQuestion& question, const json::Value& answer) {
  if (!answer.is_array()) {
    return question.question_type == "single_select" && names_option(question, answer);
  }
  if (answer.empty() || (question.question_type == "single_select" && answer.size() > 1)) {
    return false;
  }
  return std::all_of(answer.begin(), answer.end(),
                     [&](const json::Value& each) { return names_option(question, each); });
}

bool is_text_answer(const ChecklistQuestion& question, const std::string& text) {
  if (text.empty() || text.size() > kTextMax) return false;
  if (question.question_type == "date") return text.size() == 10 && Timestamp::parse(text);
  if (question.question_type == "email") return domain::check_mail(text).has_value();
  if (question.question_type == "url") {
    return text.starts_with("https://") || text.starts_with("http://");
  }
  return true;
}

bool is_answer(const ChecklistQuestion& question, const json::Value& answer) {
  if (is_choice(question)) return is_choice_answer(question, answer);
  if (question.question_type == "boolean") return answer.is_boolean();
  if (question.question_type == "number") return answer.is_number();
  return answer.is_string() && is_text_answer(question, answer.get<std::string>());
}

/// Writes or takes back one answer.
Status put_answer(Transaction& transaction, const ChecklistQuestion& question,
                  const OfferingUser& account, const Uuid& user, const json::Value& answer) {
  DRAWBRIDGE_TRY(
      const auto before,
      find_where<ChecklistAnswer>(transaction.store(),
                                  where::both(where::equal("offering_user_uuid", account.uuid),
                                              where::equal("question_uuid", question.uuid))));
  if (answer.is_null()) return before ? transaction.erase(*before) : Status();
  if (!is_answer(question, answer)) {
    return fail(
        ErrorCode::kInvalid,
        "This is no answer to \"" + question.description + "\" (" + question.question_type + ").",
        "answer_data");
  }
  auto after = before.value_or(ChecklistAnswer());
  after.user_uuid = user;
  after.answer_data = json::canonical(answer);
  if (before) return transaction.update(*before, after);
  after.uuid = ordered_uuid(transaction.now());
  after.question_uuid = question.uuid;
  after.offering_user_uuid = account.uuid;
  return transaction.insert(after);
}

}  // namespace

Result<Checklist> create_checklist(Transaction& transaction, const ChecklistChange& wanted) {
  Checklist checklist;
  checklist.uuid = ordered_uuid(transaction.now());
  put(checklist, wanted);
  DRAWBRIDGE_CHECK(transaction.insert(checklist));
  return checklist;
}

Result<Checklist> update_checklist(Transaction& transaction, const Uuid& uuid,
                                   const ChecklistChange& change) {
  DRAWBRIDGE_TRY(const auto before, find_checklist(transaction, uuid));
  auto after = before;
  put(after, change);
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Status delete_checklist(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto checklist, find_checklist(transaction, uuid));
  return transaction.erase(checklist);
}

Result<ChecklistQuestion> create_question(Transaction& transaction, const Uuid& checklist,
                                          const QuestionChange& wanted) {
  DRAWBRIDGE_TRY(const bool is_there,
                 exists<Checklist>(transaction.store(), where::equal("uuid", checklist)));
  if (!is_there) return fail(ErrorCode::kInvalid, "Object does not exist.", "checklist");
  ChecklistQuestion question;
  question.uuid = ordered_uuid(transaction.now());
  question.checklist_uuid = checklist;
  DRAWBRIDGE_CHECK(put(question, wanted));
  DRAWBRIDGE_CHECK(transaction.insert(question));
  DRAWBRIDGE_CHECK(weigh_completions(transaction, checklist));
  return question;
}

Result<ChecklistQuestion> update_question(Transaction& transaction, const Uuid& uuid,
                                          const QuestionChange& change) {
  DRAWBRIDGE_TRY(const auto before, find<ChecklistQuestion>(transaction.store(), uuid));
  if (!before) return absent();
  auto after = *before;
  DRAWBRIDGE_CHECK(put(after, change));
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  DRAWBRIDGE_CHECK(weigh_completions(transaction, after.checklist_uuid));
  return after;
}

Status delete_question(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto question, find<ChecklistQuestion>(transaction.store(), uuid));
  if (!question) return absent();
  DRAWBRIDGE_CHECK(transaction.erase(*question));
  return weigh_completions(transaction, question->checklist_uuid);
}

Status set_compliance_checklist(Transaction& transaction, const Uuid& offering,
                                const std::optional<Uuid>& checklist) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto before, find<Offering>(store, offering));
  if (!before) return absent();
  if (before->compliance_checklist_uuid == checklist) return {};
  if (checklist) {
    DRAWBRIDGE_TRY(const bool is_there,
                   exists<Checklist>(store, where::both(where::equal("uuid", *checklist),
                                                        where::equal("checklist_type",
                                                                     std::string(kCompliance)))));
    if (!is_there) {
      return fail(ErrorCode::kInvalid, "Object with uuid=" + checklist->hex() + " does not exist.",
                  "compliance_checklist");
    }
  }
  auto after = *before;
  after.compliance_checklist_uuid = checklist;
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  DRAWBRIDGE_TRY(const auto former,
                 list<ChecklistCompletion>(store, where::equal("offering_uuid", offering)));
  for (const auto& completion : former) DRAWBRIDGE_CHECK(transaction.erase(completion));
  DRAWBRIDGE_TRY(const auto accounts,
                 list<OfferingUser>(store, where::equal("offering_uuid", offering)));
  for (const auto& account : accounts) {
    DRAWBRIDGE_CHECK(begin_completion(transaction, after, account));
  }
  return {};
}

Status begin_completion(Transaction& transaction, const Offering& offering,
                        const OfferingUser& account) {
  if (!offering.compliance_checklist_uuid) return {};
  ChecklistCompletion completion;
  completion.uuid = ordered_uuid(transaction.now());
  completion.checklist_uuid = *offering.compliance_checklist_uuid;
  completion.offering_user_uuid = account.uuid;
  DRAWBRIDGE_TRY(const auto standing, load_standing(transaction.store(), completion));
  completion.is_completed = standing.completion.is_completed;
  return transaction.insert(completion);
}

Result<std::vector<ChecklistQuestion>> questions_of(StoreReader& store, const Uuid& checklist) {
  auto select = select_records<ChecklistQuestion>(where::equal("checklist_uuid", checklist));
  select.order = {{"position", false}, {"uuid", false}};
  return list<ChecklistQuestion>(store, select);
}

Result<ChecklistStanding> load_standing(StoreReader& store, const ChecklistCompletion& completion) {
  ChecklistStanding standing;
  DRAWBRIDGE_TRY(auto checklist, find<Checklist>(store, completion.checklist_uuid));
  if (!checklist) return fail(ErrorCode::kInternal, "A completion without its checklist.");
  standing.checklist = std::move(*checklist);
  standing.completion = completion;
  DRAWBRIDGE_TRY(standing.questions, questions_of(store, completion.checklist_uuid));
  DRAWBRIDGE_TRY(auto answers,
                 list<ChecklistAnswer>(
                     store, where::equal("offering_user_uuid", completion.offering_user_uuid)));
  for (auto& answer : answers) {
    const auto question = answer.question_uuid;
    standing.answers.emplace(question, std::move(answer));
  }
  weigh(standing);
  return standing;
}

Result<std::optional<ChecklistStanding>> load_standing(StoreReader& store,
                                                       const OfferingUser& account) {
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, account.offering_uuid));
  if (!offering || !offering->compliance_checklist_uuid) return std::nullopt;
  DRAWBRIDGE_TRY(auto completion,
                 find_where<ChecklistCompletion>(
                     store, where::both(where::equal("offering_user_uuid", account.uuid),
                                        where::equal("checklist_uuid",
                                                     *offering->compliance_checklist_uuid))));
  if (!completion) {
    // Imported without one: as empty as one that was never touched.
    completion.emplace();
    completion->uuid = Uuid::from_name(account.uuid, offering->compliance_checklist_uuid->hex());
    completion->checklist_uuid = *offering->compliance_checklist_uuid;
    completion->offering_user_uuid = account.uuid;
    completion->created = completion->modified = account.created;
  }
  DRAWBRIDGE_TRY(auto standing, load_standing(store, *completion));
  return std::optional(std::move(standing));
}

Uuid option_uuid(const Uuid& question, const std::string& label) {
  return Uuid::from_name(question, label);
}

Result<ChecklistStanding> submit_answers(Transaction& transaction, const Uuid& account_uuid,
                                         const Uuid& user,
                                         const std::vector<GivenAnswer>& answers) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto account, find<OfferingUser>(store, account_uuid));
  if (!account) return absent();
  DRAWBRIDGE_TRY(const auto before, load_standing(store, *account));
  if (!before) return fail(ErrorCode::kNotFound, "The offering has no checklist.");
  for (const auto& given : answers) {
    const auto& questions = before->questions;
    const auto question = std::find_if(
        questions.begin(), questions.end(),
        [&](const ChecklistQuestion& each) { return each.uuid == given.question_uuid; });
    if (question == questions.end()) {
      return fail(ErrorCode::kInvalid, "The checklist has no such question.", "question_uuid");
    }
    DRAWBRIDGE_CHECK(put_answer(transaction, *question, *account, user, given.answer));
  }
  DRAWBRIDGE_TRY(auto after, load_standing(store, before->completion));
  DRAWBRIDGE_TRY(const auto stored, find<ChecklistCompletion>(store, after.completion.uuid));
  if (stored) {
    DRAWBRIDGE_CHECK(transaction.update(*stored, after.completion));
  } else {
    DRAWBRIDGE_CHECK(transaction.insert(after.completion));
  }
  return after;
}

}  // namespace drawbridge::app
