#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/records.h"
#include "app/transaction.h"
#include "domain/checklist_records.h"
#include "json/value.h"

/// Compliance checklists: questions that an offering asks of the people with accounts on it.
namespace drawbridge::app {

/// What staff writes of a checklist or question; what is not given stays.
struct ChecklistChange {
  std::optional<std::string> name, description, checklist_type;
};
struct QuestionChange {
  std::optional<std::string> description, user_guidance, question_type;
  std::optional<bool> required, always_requires_review;
  std::optional<std::int64_t> position;
  std::optional<domain::StringList> options;
};

Result<domain::Checklist> create_checklist(Transaction& transaction, const ChecklistChange& wanted);
Result<domain::Checklist> update_checklist(Transaction& transaction, const Uuid& uuid,
                                           const ChecklistChange& change);
/// Its questions, answers and completions go too; offerings ask nothing any more.
Status delete_checklist(Transaction& transaction, const Uuid& uuid);

/// A change of questions is weighed against every completion at once.
/// @return kInvalid on `options` when a choice has nothing to choose from.
Result<domain::ChecklistQuestion> create_question(Transaction& transaction, const Uuid& checklist,
                                                  const QuestionChange& wanted);
Result<domain::ChecklistQuestion> update_question(Transaction& transaction, const Uuid& uuid,
                                                  const QuestionChange& change);
Status delete_question(Transaction& transaction, const Uuid& uuid);

/// Gives an offering a checklist (of the type offering_compliance) or takes it away. Each account
/// gets an empty completion; those of the former checklist go.
/// @return kInvalid on `compliance_checklist` when there is no such checklist.
Status set_compliance_checklist(Transaction& transaction, const Uuid& offering,
                                const std::optional<Uuid>& checklist);

/// The empty completion of a new account, where its offering has a checklist.
Status begin_completion(Transaction& transaction, const domain::Offering& offering,
                        const domain::OfferingUser& account);

/// How far an account is with its offering's checklist.
struct ChecklistStanding {
  domain::Checklist checklist;
  domain::ChecklistCompletion completion;            ///< is_completed as the answers say now
  std::vector<domain::ChecklistQuestion> questions;  ///< in their order
  std::map<Uuid, domain::ChecklistAnswer> answers;   ///< by question
  std::vector<domain::ChecklistQuestion> unanswered_required, needing_review;
  double percentage = 0;  ///< of the questions answered, 0 to 100
};

/// The questions of a checklist in their order.
Result<std::vector<domain::ChecklistQuestion>> questions_of(StoreReader& store,
                                                            const Uuid& checklist);

/// @return none when the account's offering has no checklist.
Result<std::optional<ChecklistStanding>> load_standing(StoreReader& store,
                                                       const domain::OfferingUser& account);
/// The same for one completion row.
Result<ChecklistStanding> load_standing(StoreReader& store,
                                        const domain::ChecklistCompletion& completion);

/// The identity of one of a question's choices, by which an answer may name it too.
Uuid option_uuid(const Uuid& question, const std::string& label);

struct GivenAnswer {
  Uuid question_uuid;
  json::Value answer;  ///< null takes the answer back
};

/// All or nothing.
/// @return kNotFound without a checklist; kInvalid on `answer_data` or `question_uuid`.
Result<ChecklistStanding> submit_answers(Transaction& transaction, const Uuid& account,
                                         const Uuid& user, const std::vector<GivenAnswer>& answers);

}  // namespace drawbridge::app
