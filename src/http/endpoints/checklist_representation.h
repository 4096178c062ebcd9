#pragma once

#include "app/checklists.h"
#include "http/call.h"
#include "json/write.h"

/// Checklists, their questions and how far an account is with them, in Waldur's models.
namespace drawbridge::http {

/// Whether a reader sees what only those who review see.
enum class ChecklistAudience : std::uint8_t { kPerson, kReviewer };

void write_checklist(json::Writer& out, const domain::Checklist& checklist);

/// Waldur's ChecklistCompletion and ChecklistCompletionReviewer.
/// @param reviewer_name  of who reviewed it, if anybody did
void write_completion(json::Writer& out, const app::ChecklistStanding& standing,
                      ChecklistAudience audience, std::string_view reviewer_name);

/// QuestionWithAnswer and QuestionWithAnswerReviewer.
/// @param author  name of who answered; ignored without an answer
void write_question_with_answer(json::Writer& out, const domain::ChecklistQuestion& question,
                                const domain::ChecklistAnswer* answer, std::string_view author,
                                ChecklistAudience audience);

/// Question, as in a template.
void write_question(json::Writer& out, const domain::ChecklistQuestion& question);

}  // namespace drawbridge::http
