#pragma once

#include <functional>
#include <string_view>

#include "http/openapi/tables.h"
#include "json/write.h"

/// The tables' short notation (openapi/tables.h) as JSON Schema.
namespace drawbridge::http {

/// One `name:type` of a table.
struct FieldText {
  std::string_view name;
  std::string_view type;  ///< Without the `!`.
  bool is_required = false;
};

/// Calls `use` for each field of a row; words without a colon come with an empty type.
void for_each_field(std::string_view fields, const std::function<void(const FieldText&)>& use);

/// The name that a type refers to, or an empty text for one that is built in.
std::string_view referred_name(std::string_view type);
/// Whether `type` is one that write_schema knows, or refers to a name.
bool is_known_type(std::string_view type);

/// The schema of a type as one JSON value.
void write_schema(json::Writer& out, std::string_view type);
void write_schema(json::Writer& out, const ModelRow& model);
void write_schema(json::Writer& out, const WordsRow& words);

}  // namespace drawbridge::http
