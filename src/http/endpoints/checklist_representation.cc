#include "http/endpoints/checklist_representation.h"

#include <string>

#include "json/read.h"

namespace drawbridge::http {
namespace {

using domain::ChecklistAnswer;
using domain::ChecklistQuestion;

void write_options(json::Writer& out, const ChecklistQuestion& question) {
  out.begin_array();
  std::int64_t order = 0;
  for (const auto& label : question.options) {
    out.begin_object()
        .field("uuid", app::option_uuid(question.uuid, label))
        .field("label", label)
        .field("order", order++)
        .end_object();
  }
  out.end_array();
}

/// Limits that our questions do not have, in the words of a question without them.
void write_absent_limits(json::Writer& out) {
  for (const std::string_view name :
       {"min_value", "max_value", "max_file_size_mb", "max_files_count", "likert_scale_length",
        "rich_text_char_limit"}) {
    out.key(name).null();
  }
  out.field("likert_low_label", "")
      .field("likert_high_label", "")
      .field("likert_allow_na", false)
      .field("rich_text_toolbar_level", "standard");
}

void write_asked(json::Writer& out, const ChecklistQuestion& question) {
  out.field("uuid", question.uuid)
      .field("description", question.description)
      .field("user_guidance", question.user_guidance)
      .field("question_type", question.question_type)
      .field("required", question.required)
      .field("order", question.position);
}

/// Generated clients take an object alone; any other answer is put into one.
void write_answer_data(json::Writer& out, const std::string& text) {
  const auto answer = json::parse(text).value_or(json::Value());
  if (answer.is_object()) {
    out.value(answer);
  } else {
    out.begin_object().field("value", answer).end_object();
  }
}

void write_answer(json::Writer& out, const ChecklistQuestion& question,
                  const ChecklistAnswer& answer, std::string_view author) {
  out.begin_object()
      .field("uuid", answer.uuid)
      .field("question_description", question.description)
      .field("question_type", question.question_type)
      .field("question_required", question.required)
      .field("user", 0)  // Waldur's row number, which nothing has here
      .field("user_name", author)
      .field("requires_review", question.always_requires_review);
  out.key("answer_data");
  write_answer_data(out, answer.answer_data);
  out.field("created", answer.created.iso8601())
      .field("modified", answer.modified.iso8601())
      .end_object();
}

void write_asked_list(json::Writer& out, const std::vector<ChecklistQuestion>& questions) {
  out.begin_array();
  for (const auto& question : questions) {
    out.begin_object()
        .field("uuid", question.uuid)
        .field("description", question.description)
        .end_object();
  }
  out.end_array();
}

}  // namespace

void write_checklist(json::Writer& out, const domain::Checklist& checklist) {
  out.begin_object()
      .field("uuid", checklist.uuid)
      .field("name", checklist.name)
      .field("description", checklist.description)
      .field("checklist_type", checklist.checklist_type)
      .end_object();
}

void write_completion(json::Writer& out, const app::ChecklistStanding& standing,
                      ChecklistAudience audience, std::string_view reviewer_name) {
  const auto& completion = standing.completion;
  out.begin_object()
      .field("uuid", completion.uuid)
      .field("is_completed", completion.is_completed)
      .field("completion_percentage", standing.percentage);
  out.key("unanswered_required_questions");
  write_asked_list(out, standing.unanswered_required);
  out.field("checklist_name", standing.checklist.name)
      .field("checklist_description", standing.checklist.description)
      .field("created", completion.created.iso8601())
      .field("modified", completion.modified.iso8601());
  if (audience == ChecklistAudience::kReviewer) {
    out.field("requires_review", !standing.needing_review.empty() && !completion.reviewed_at)
        .field("reviewed_by_name", reviewer_name);
    out.key("review_trigger_summary");
    write_asked_list(out, standing.needing_review);
    out.key("reviewed_by").null();
    out.key("reviewed_at");
    if (completion.reviewed_at) {
      out.value(completion.reviewed_at->iso8601());
    } else {
      out.null();
    }
    out.field("review_notes", completion.review_notes);
  }
  out.end_object();
}

void write_question_with_answer(json::Writer& out, const ChecklistQuestion& question,
                                const ChecklistAnswer* answer, std::string_view author,
                                ChecklistAudience audience) {
  out.begin_object();
  write_asked(out, question);
  out.key("existing_answer");
  if (answer == nullptr) {
    out.null();
  } else {
    write_answer(out, question, *answer, author);
  }
  out.key("question_options");
  write_options(out, question);
  for (const std::string_view name : {"allowed_file_types", "allowed_mime_types"}) {
    out.key(name).begin_object().end_object();
  }
  write_absent_limits(out);
  out.key("dependencies_info").null();
  if (audience == ChecklistAudience::kReviewer) {
    out.field("operator", "");
    out.key("review_answer_value").null();
    out.field("always_requires_review", question.always_requires_review);
  }
  out.end_object();
}

void write_question(json::Writer& out, const ChecklistQuestion& question) {
  out.begin_object();
  write_asked(out, question);
  out.key("question_options");
  write_options(out, question);
  for (const std::string_view name : {"allowed_file_types", "allowed_mime_types"}) {
    out.key(name).begin_array().end_array();
  }
  write_absent_limits(out);
  out.field("operator", "");
  out.key("review_answer_value").null();
  out.field("always_requires_review", question.always_requires_review);
  out.key("guidance_answer_value").null();
  out.field("guidance_operator", "")
      .field("always_show_guidance", true)
      .field("dependency_logic_operator", "and")
      .end_object();
}

}  // namespace drawbridge::http
