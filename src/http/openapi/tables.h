#pragma once

#include <span>
#include <string_view>
#include <vector>

/// What the OpenAPI document says of the API beyond what the router knows. One table a resource
/// area; kept by hand beside the endpoints. openapi_document_test.cc holds tables and routes
/// together.
namespace drawbridge::http {

/// The words a field may hold, separated by `|`.
struct WordsRow {
  std::string_view name;
  std::string_view words;
};

/// A JSON object. Fields are `name:type`, separated by blanks. Types: `string uuid date-time date
/// uri email integer number boolean object any`, or the name of a model or of words (capitals);
/// `[type]` an array, `?` behind it nullable, `!` behind all of it required.
struct ModelRow {
  std::string_view name;
  std::string_view description;
  std::string_view fields;
  bool is_body = false;  ///< Sent by clients: keys that are not named are ignored.
};

/// One method of one path.
struct OperationRow {
  std::string_view method, pattern;
  std::string_view id;       ///< operationId
  std::string_view summary;  ///< One line.
  /// Query parameters as fields; the word `paging` stands for page, page_size, field and o.
  std::string_view query;
  std::string_view body;    ///< A type as above; empty: none.
  int status;               ///< when it succeeds
  std::string_view answer;  ///< A type as above; a media type: text; empty: no body.
};

struct Table {
  std::string_view tag;  ///< The heading its operations stand under.
  std::string_view description;
  std::span<const WordsRow> words;
  std::span<const ModelRow> models;
  std::span<const OperationRow> operations;
};

Table system_table();
Table people_table();
Table organisation_table();
Table provider_table();
Table offering_table();
Table offering_rule_table();
Table resource_table();
Table account_table();
Table group_and_robot_table();
Table service_account_table();
Table posix_table();

/// All tables, in the document's order.
std::vector<Table> all_tables();

}  // namespace drawbridge::http
