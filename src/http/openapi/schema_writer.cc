#include "http/openapi/schema_writer.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"

namespace drawbridge::http {
namespace {

/// A type of the notation in JSON Schema's words.
struct PlainType {
  std::string_view name, json_type, format;
};

constexpr std::array<PlainType, 9> kPlainTypes = {{{"string", "string", ""},
                                                   {"uuid", "string", "uuid"},
                                                   {"date-time", "string", "date-time"},
                                                   {"date", "string", "date"},
                                                   {"uri", "string", "uri"},
                                                   {"email", "string", "email"},
                                                   {"integer", "integer", ""},
                                                   {"number", "number", ""},
                                                   {"boolean", "boolean", ""}}};

const PlainType* find_plain(std::string_view name) {
  const auto* const found =
      std::find_if(kPlainTypes.begin(), kPlainTypes.end(),
                   [&](const PlainType& plain) { return plain.name == name; });
  return found == kPlainTypes.end() ? nullptr : found;
}

bool is_nullable(std::string_view type) { return type.ends_with('?'); }

std::string_view without_null(std::string_view type) {
  return is_nullable(type) ? type.substr(0, type.size() - 1) : type;
}

bool is_array(std::string_view type) { return type.starts_with('[') && type.ends_with(']'); }

std::string_view element_of(std::string_view type) { return type.substr(1, type.size() - 2); }

bool is_name(std::string_view type) {
  return !type.empty() && type.front() >= 'A' && type.front() <= 'Z';
}

void write_type_word(json::Writer& out, std::string_view word, bool nullable) {
  out.key("type");
  if (nullable) {
    out.begin_array().value(word).value("null").end_array();
  } else {
    out.value(word);
  }
}

void write_reference(json::Writer& out, std::string_view name, bool nullable) {
  const std::string target = "#/components/schemas/" + std::string(name);
  if (!nullable) {
    out.begin_object().field("$ref", target).end_object();
    return;
  }
  out.begin_object().key("anyOf").begin_array();
  out.begin_object().field("$ref", target).end_object();
  out.begin_object().field("type", "null").end_object();
  out.end_array().end_object();
}

}  // namespace

void for_each_field(std::string_view fields, const std::function<void(const FieldText&)>& use) {
  for (const auto text : split(fields, ' ')) {
    if (text.empty()) continue;
    const auto colon = text.find(':');
    FieldText field{text.substr(0, colon), {}, false};
    if (colon != std::string_view::npos) field.type = text.substr(colon + 1);
    if (field.type.ends_with('!')) {
      field.is_required = true;
      field.type.remove_suffix(1);
    }
    use(field);
  }
}

std::string_view referred_name(std::string_view type) {
  const auto bare = without_null(type);
  if (is_array(bare)) return referred_name(element_of(bare));
  return is_name(bare) ? bare : std::string_view();
}

bool is_known_type(std::string_view type) {
  const auto bare = without_null(type);
  if (is_array(bare)) return is_known_type(element_of(bare));
  return bare == "any" || bare == "object" || is_name(bare) || find_plain(bare) != nullptr;
}

void write_schema(json::Writer& out, std::string_view type) {
  const bool nullable = is_nullable(type);
  const auto bare = without_null(type);
  if (is_name(bare)) {
    write_reference(out, bare, nullable);
    return;
  }
  out.begin_object();
  if (is_array(bare)) {
    write_type_word(out, "array", nullable);
    out.key("items");
    write_schema(out, element_of(bare));
  } else if (bare == "object") {
    write_type_word(out, "object", nullable);
    out.field("additionalProperties", true);
  } else if (const auto* plain = find_plain(bare)) {
    write_type_word(out, plain->json_type, nullable);
    if (!plain->format.empty()) out.field("format", plain->format);
  }
  out.end_object();
}

void write_schema(json::Writer& out, const ModelRow& model) {
  out.begin_object().field("type", "object");
  if (!model.description.empty()) out.field("description", model.description);
  std::vector<std::string_view> required;
  out.key("properties").begin_object();
  for_each_field(model.fields, [&](const FieldText& field) {
    out.key(field.name);
    write_schema(out, field.type);
    if (field.is_required) required.push_back(field.name);
  });
  out.end_object();
  if (!required.empty()) {
    out.key("required").begin_array();
    for (const auto name : required) out.value(name);
    out.end_array();
  }
  out.field("additionalProperties", model.is_body).end_object();
}

void write_schema(json::Writer& out, const WordsRow& words) {
  out.begin_object().field("type", "string").key("enum").begin_array();
  for (const auto word : split(words.words, '|')) out.value(word);
  out.end_array().end_object();
}

}  // namespace drawbridge::http
