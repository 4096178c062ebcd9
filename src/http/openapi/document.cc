#include "http/openapi/document.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "http/openapi/schema_writer.h"
#include "http/openapi/tables.h"
#include "json/write.h"

namespace drawbridge::http {
namespace {

constexpr std::string_view kIntroduction =
    "Who has accounts on computing resources, for portals and agents that speak Waldur's API. "
    "Every path ends with a slash. Without a valid token the answer is 401, for what the caller "
    "does not see 404, for what they see and may not change 403, and for a method that a path does "
    "not have 405. Lists come in pages (page, page_size; X-Result-Count and Link headers), may be "
    "ordered (o=name,-created) and narrowed to some keys (field=uuid&field=name); HEAD gives their "
    "length alone. Keys of a request that are not named here, and read-only ones, are ignored.";

/// A row with the heading it stands under.
struct Documented {
  const OperationRow* row = nullptr;
  std::string_view tag;
};

using OperationKey = std::pair<std::string_view, std::string_view>;  ///< method and pattern

std::map<OperationKey, Documented> index_of(const std::vector<Table>& tables) {
  std::map<OperationKey, Documented> index;
  for (const auto& table : tables) {
    for (const auto& row : table.operations) {
      index.insert({{row.method, row.pattern}, {&row, table.tag}});
    }
  }
  return index;
}

/// The names in braces of a pattern.
std::vector<std::string_view> path_parameters(std::string_view pattern) {
  std::vector<std::string_view> names;
  for (const auto segment : split(pattern, '/')) {
    if (segment.starts_with('{')) names.push_back(segment.substr(1, segment.size() - 2));
  }
  return names;
}

void write_parameter(json::Writer& out, std::string_view name, std::string_view in,
                     std::string_view type, bool is_required, std::string_view description = {}) {
  out.begin_object().field("name", name).field("in", in).field("required", is_required);
  if (!description.empty()) out.field("description", description);
  out.key("schema");
  write_schema(out, type);
  out.end_object();
}

void write_paging_parameters(json::Writer& out) {
  write_parameter(out, "page", "query", "integer", false, "Number of the page, from 1.");
  write_parameter(out, "page_size", "query", "integer", false, "Rows a page; 10 unless told.");
  write_parameter(out, "field", "query", "[string]", false, "Only these keys; may be repeated.");
  write_parameter(out, "o", "query", "[string]", false, "Order; `-` in front: descending.");
}

void write_parameters(json::Writer& out, std::string_view pattern, std::string_view query) {
  out.key("parameters").begin_array();
  for (const auto name : path_parameters(pattern)) {
    write_parameter(out, name, "path", name == "uuid" ? "uuid" : "string", true);
  }
  for_each_field(query, [&](const FieldText& field) {
    if (field.type.empty()) {
      write_paging_parameters(out);
    } else {
      write_parameter(out, field.name, "query", field.type, field.is_required);
    }
  });
  out.end_array();
}

/// Whether an answer is text of that media type rather than JSON.
bool is_media_type(std::string_view answer) { return answer.find('/') != std::string_view::npos; }

void write_media(json::Writer& out, std::string_view type) {
  out.key("content").begin_object();
  if (is_media_type(type)) {
    out.key(type).begin_object().key("schema");
    write_schema(out, "string");
  } else {
    out.key("application/json").begin_object().key("schema");
    write_schema(out, type);
  }
  out.end_object().end_object();
}

void write_paging_headers(json::Writer& out) {
  out.key("headers").begin_object();
  out.key("X-Result-Count").begin_object().field("description", "Rows of all pages.");
  out.key("schema");
  write_schema(out, "integer");
  out.end_object();
  out.key("Link").begin_object().field("description", "first, prev, next, last (RFC 8288).");
  out.key("schema");
  write_schema(out, "string");
  out.end_object().end_object();
}

bool is_paged(const OperationRow& row) { return row.query.starts_with("paging"); }

/// An error that an operation may answer with, when it does.
struct ErrorAnswer {
  std::string_view status, name, description, model;
};

constexpr std::array<ErrorAnswer, 6> kErrors = {{
    {"400", "WrongRequest", "A parameter or key is missing or wrong; each is named.",
     "FieldErrors"},
    {"401", "NoToken", "There is no valid token.", "Error"},
    {"403", "NotPermitted", "The caller may not do this.", "Error"},
    {"404", "NotFound", "There is no such object that the caller sees.", "Error"},
    {"405", "NoSuchMethod", "The path has no such method; Allow names those it has.", "Error"},
    {"409", "Conflict", "The object is in a state that does not allow this.", "Error"},
}};

bool may_answer(const ErrorAnswer& error, const OperationRow& row, Audience audience) {
  const bool changes = row.method != "GET";
  if (error.status == "400") return changes || !row.query.empty();
  if (error.status == "401") return audience == Audience::kAuthenticated;
  if (error.status == "403") return changes && audience == Audience::kAuthenticated;
  if (error.status == "404") return !path_parameters(row.pattern).empty() || is_paged(row);
  if (error.status == "409") return changes && !row.pattern.ends_with("_user/");
  return false;
}

void write_responses(json::Writer& out, const OperationRow& row, Audience audience,
                     bool is_head = false) {
  out.key("responses").begin_object().key(std::to_string(row.status)).begin_object();
  out.field("description", row.answer.empty() ? "Done." : "The answer.");
  if (is_paged(row)) write_paging_headers(out);
  if (!row.answer.empty() && !is_head) write_media(out, row.answer);
  out.end_object();
  for (const auto& error : kErrors) {
    if (!may_answer(error, row, audience)) continue;
    out.key(error.status).begin_object();
    out.field("$ref", "#/components/responses/" + std::string(error.name)).end_object();
  }
  out.end_object();
}

void write_operation(json::Writer& out, const Documented& documented, Audience audience) {
  const auto& row = *documented.row;
  out.begin_object().field("operationId", row.id).field("summary", row.summary);
  out.key("tags").begin_array().value(documented.tag).end_array();
  if (audience == Audience::kAnybody) out.key("security").begin_array().end_array();
  write_parameters(out, row.pattern, row.query);
  if (!row.body.empty()) {
    out.key("requestBody").begin_object();
    write_media(out, row.body);
    out.end_object();
  }
  write_responses(out, row, audience);
  out.end_object();
}

/// HEAD of a list: its length in X-Result-Count.
void write_count(json::Writer& out, const Documented& documented, Audience audience) {
  const auto& row = *documented.row;
  out.begin_object().field("operationId", std::string(row.id) + "_count");
  out.field("summary", std::string(row.summary) + ": how many");
  out.key("tags").begin_array().value(documented.tag).end_array();
  write_parameters(out, row.pattern, row.query);
  write_responses(out, row, audience, true);
  out.end_object();
}

void write_path(json::Writer& out, const Router::Path& path,
                const std::map<OperationKey, Documented>& index) {
  out.key(path.pattern).begin_object();
  for (const auto& [method, endpoint] : path.endpoints) {
    const auto found = index.find({method, path.pattern});
    out.key(ascii_lower(method));
    if (found == index.end()) {
      out.begin_object().key("responses").begin_object().end_object().end_object();
      continue;
    }
    write_operation(out, found->second, path.audience);
    if (method == "GET" && is_paged(*found->second.row)) {
      out.key("head");
      write_count(out, found->second, path.audience);
    }
  }
  out.end_object();
}

void write_components(json::Writer& out, const std::vector<Table>& tables) {
  out.key("components").begin_object();
  out.key("securitySchemes").begin_object().key("Token").begin_object();
  out.field("type", "apiKey").field("in", "header").field("name", "Authorization");
  out.field("description", "`Token <token>`").end_object().end_object();
  out.key("responses").begin_object();
  for (const auto& error : kErrors) {
    out.key(error.name).begin_object().field("description", error.description);
    write_media(out, error.model);
    out.end_object();
  }
  out.end_object();
  out.key("schemas").begin_object();
  for (const auto& table : tables) {
    for (const auto& words : table.words) {
      out.key(words.name);
      write_schema(out, words);
    }
    for (const auto& model : table.models) {
      out.key(model.name);
      write_schema(out, model);
    }
  }
  out.key("FieldErrors")
      .raw(R"({"description":"Sentences by key; a list or detail alone where no key is to blame.",)"
           R"("type":["object","array"],"items":{"type":"string"}})");
  out.end_object().end_object();
}

/// Checks one table against the names of all.
class GapFinder {
 public:
  explicit GapFinder(const std::vector<Table>& tables) {
    add_name("FieldErrors");
    for (const auto& table : tables) {
      for (const auto& words : table.words) add_name(words.name);
      for (const auto& model : table.models) add_name(model.name);
    }
  }

  void check(const Table& table) {
    for (const auto& model : table.models) check_fields(model.name, model.fields);
    for (const auto& row : table.operations) {
      if (!ids_.insert(row.id).second) say("operation id given twice: ", row.id);
      check_fields(row.id, row.query);
      if (!row.body.empty()) check_type(row.id, row.body);
      if (!row.answer.empty() && !is_media_type(row.answer)) check_type(row.id, row.answer);
    }
  }

  std::vector<std::string> take() { return std::move(gaps_); }

 private:
  void add_name(std::string_view name) {
    if (!names_.insert(name).second) say("name given twice: ", name);
  }

  void check_fields(std::string_view where, std::string_view fields) {
    std::set<std::string_view> seen;
    for_each_field(fields, [&](const FieldText& field) {
      if (!seen.insert(field.name).second) say("field given twice in ", where);
      if (!field.type.empty()) {
        check_type(where, field.type);
      } else if (field.name != "paging") {
        say("field without a type in ", where);
      }
    });
  }

  void check_type(std::string_view where, std::string_view type) {
    const auto name = referred_name(type);
    if (!is_known_type(type) || (!name.empty() && !names_.contains(name))) {
      say(std::string(where) + ": no such type: ", type);
    }
  }

  void say(std::string_view sentence, std::string_view name) {
    gaps_.push_back(std::string(sentence) + std::string(name));
  }

  std::set<std::string_view> names_, ids_;
  std::vector<std::string> gaps_;
};

}  // namespace

std::string openapi_document(const Router& router, std::string_view version) {
  const auto tables = all_tables();
  const auto index = index_of(tables);
  std::string text;
  json::Writer out(text);
  out.begin_object().field("openapi", "3.1.0");
  out.key("info").begin_object().field("title", "Drawbridge").field("version", version);
  out.field("description", kIntroduction).end_object();
  out.key("security").begin_array().begin_object().key("Token").begin_array().end_array();
  out.end_object().end_array();
  out.key("tags").begin_array();
  for (const auto& table : tables) {
    out.begin_object().field("name", table.tag).field("description", table.description);
    out.end_object();
  }
  out.end_array();
  out.key("paths").begin_object();
  std::vector<const Router::Path*> paths;
  for (const auto& path : router.paths()) paths.push_back(&path);
  std::sort(paths.begin(), paths.end(),
            [](const auto* one, const auto* other) { return one->pattern < other->pattern; });
  for (const auto* path : paths) write_path(out, *path, index);
  out.end_object();
  write_components(out, tables);
  out.end_object();
  return text;
}

std::vector<std::string> openapi_gaps(const Router& router) {
  const auto tables = all_tables();
  GapFinder finder(tables);
  for (const auto& table : tables) finder.check(table);
  auto gaps = finder.take();
  const auto index = index_of(tables);
  std::set<std::string> routes;
  for (const auto& path : router.paths()) {
    for (const auto& [method, endpoint] : path.endpoints) {
      routes.insert(method + " " + path.pattern);
      if (!index.contains({method, path.pattern})) {
        gaps.push_back("not documented: " + method + " " + path.pattern);
      }
    }
  }
  for (const auto& [key, documented] : index) {
    const auto route = std::string(key.first) + " " + std::string(key.second);
    if (!routes.contains(route)) gaps.push_back("no such route: " + route);
  }
  return gaps;
}

}  // namespace drawbridge::http
