#pragma once

#include <string_view>

#include "domain/field_types.h"

/// The records of compliance checklists; see records.h for the manner.
namespace drawbridge::domain {

struct Checklist {
  static constexpr std::string_view kKind = "checklist";
  Uuid uuid;
  std::string name;
  std::string description;
  std::string checklist_type = "offering_compliance";
  Timestamp created;
  Timestamp modified;

  friend bool operator==(const Checklist&, const Checklist&) = default;
};
template <Is<Checklist> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("name", r.name, FieldUse::kRequired);
  v("description", r.description, FieldUse::kOptional);
  v("checklist_type", r.checklist_type, FieldUse::kOptional);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
}

struct ChecklistQuestion {
  static constexpr std::string_view kKind = "checklist_question";
  Uuid uuid;
  Uuid checklist_uuid;
  std::string description;
  std::string user_guidance;
  std::string question_type = "boolean";  ///< boolean, single_select, multi_select, text_input,
                                          ///< text_area, number, date, email, url
  bool required = false;
  std::int64_t position = 0;
  StringList options;  ///< the choices of single_select and multi_select
  bool always_requires_review = false;

  friend bool operator==(const ChecklistQuestion&, const ChecklistQuestion&) = default;
};
template <Is<ChecklistQuestion> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("checklist_uuid", r.checklist_uuid, FieldUse::kRequired);
  v("description", r.description, FieldUse::kRequired);
  v("user_guidance", r.user_guidance, FieldUse::kOptional);
  v("question_type", r.question_type, FieldUse::kOptional);
  v("required", r.required, FieldUse::kOptional);
  v("position", r.position, FieldUse::kOptional);
  v("options", r.options, FieldUse::kOptional);
  v("always_requires_review", r.always_requires_review, FieldUse::kOptional);
}

/// An offering user's answer to a question.
struct ChecklistAnswer {
  static constexpr std::string_view kKind = "checklist_answer";
  Uuid uuid;
  Uuid question_uuid;
  Uuid offering_user_uuid;
  Uuid user_uuid;                    ///< who gave it
  std::string answer_data = "null";  ///< JSON
  Timestamp created;
  Timestamp modified;

  friend bool operator==(const ChecklistAnswer&, const ChecklistAnswer&) = default;
};
template <Is<ChecklistAnswer> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("question_uuid", r.question_uuid, FieldUse::kRequired);
  v("offering_user_uuid", r.offering_user_uuid, FieldUse::kRequired);
  v("user_uuid", r.user_uuid, FieldUse::kRequired);
  v("answer_data", r.answer_data, FieldUse::kRequired);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
}

/// How far an offering user is with the offering's checklist.
struct ChecklistCompletion {
  static constexpr std::string_view kKind = "checklist_completion";
  Uuid uuid;
  Uuid checklist_uuid;
  Uuid offering_user_uuid;
  bool is_completed = false;
  std::optional<Uuid> reviewed_by_uuid;
  std::optional<Timestamp> reviewed_at;
  std::string review_notes;
  Timestamp created;
  Timestamp modified;

  friend bool operator==(const ChecklistCompletion&, const ChecklistCompletion&) = default;
};
template <Is<ChecklistCompletion> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("checklist_uuid", r.checklist_uuid, FieldUse::kRequired);
  v("offering_user_uuid", r.offering_user_uuid, FieldUse::kRequired);
  v("is_completed", r.is_completed, FieldUse::kOptional);
  v("reviewed_by_uuid", r.reviewed_by_uuid, FieldUse::kOptional);
  v("reviewed_at", r.reviewed_at, FieldUse::kOptional);
  v("review_notes", r.review_notes, FieldUse::kOptional);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
}

}  // namespace drawbridge::domain
