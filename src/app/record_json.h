#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "domain/field_types.h"
#include "domain/words.h"
#include "json/write.h"

/// Records as JSON, by their own field lists: the audit log's before and after, and the state file.
namespace drawbridge::app {

template <class T>
void write_field(json::Writer& out, const T& field) {
  if constexpr (std::is_same_v<T, Timestamp>) {
    out.value(field.iso8601());
  } else if constexpr (std::is_same_v<T, domain::JsonText>) {
    out.raw(field.text);
  } else if constexpr (domain::HasWords<T>) {
    out.value(domain::to_word(field));
  } else if constexpr (std::is_same_v<T, domain::StringList> ||
                       std::is_same_v<T, domain::UuidList>) {
    out.begin_array();
    for (const auto& item : field) out.value(item);
    out.end_array();
  } else if constexpr (requires { field.has_value(); }) {
    if (field) {
      write_field(out, *field);
    } else {
      out.null();
    }
  } else {
    out.value(field);
  }
}

/// A record with every field but secrets, for the audit log.
template <class R>
std::string audit_json(const R& record) {
  std::string text;
  json::Writer out(text);
  out.begin_object();
  visit_fields(record, [&](std::string_view name, const auto& field, domain::FieldUse use) {
    if (use == domain::FieldUse::kSecret) return;
    out.key(name);
    write_field(out, field);
  });
  out.end_object();
  return text;
}

}  // namespace drawbridge::app
