#include "http/list_endpoint.h"

#include <algorithm>

#include "http/made_object.h"
#include "http/paging.h"

namespace drawbridge::http {

const app::Value* ExtraFields::find(std::string_view name) const {
  for (std::size_t i = 0; i < names_.size() && i < values_.size(); ++i) {
    if (names_[i] == name) return &values_[i];
  }
  return nullptr;
}

std::string ExtraFields::text(std::string_view name) const {
  return maybe_text(name).value_or(std::string());
}

std::optional<std::string> ExtraFields::maybe_text(std::string_view name) const {
  const auto* value = find(name);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<std::int64_t> ExtraFields::maybe_number(std::string_view name) const {
  const auto* value = find(name);
  const auto* number = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::optional<Uuid> ExtraFields::maybe_uuid(std::string_view name) const {
  const auto* value = find(name);
  const auto* uuid = value == nullptr ? nullptr : std::get_if<Uuid>(value);
  return uuid == nullptr ? std::nullopt : std::optional(*uuid);
}

namespace detail {
namespace {

Status append_fields(std::string& body, const FieldSelection& selection, app::Row& row,
                     const RepresentRow& represent, bool& knows_any) {
  json::Writer out(body);
  out.begin_object();
  ObjectWriter object(out, selection);
  DRAWBRIDGE_CHECK(represent(object, row));
  out.end_object();
  knows_any = object.knows_any();
  return {};
}

/// The rows of one page of the `count` that there are, from the end of the ordering that is nearer:
/// the fewer rows are skipped, the sooner an index that has the order is done.
Status read_rows(app::StoreReader& store, app::Select select, const PageRequest& page,
                 std::int64_t count, std::vector<app::Row>& rows) {
  const std::int64_t before = (page.page - 1) * page.size;
  const std::int64_t rows_of_page = std::min(page.size, count - before);
  const std::int64_t after = count - before - rows_of_page;
  select.from_end = after < before;
  select.offset = select.from_end ? after : before;
  select.limit = rows_of_page;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](app::Row& row) {
    rows.push_back(std::move(row));
    return true;
  }));
  if (select.from_end) std::reverse(rows.begin(), rows.end());
  return {};
}

}  // namespace

Status append_object(std::string& body, const FieldSelection& selection, app::Row& row,
                     const RepresentRow& represent) {
  const std::size_t start = body.size();
  bool knows_any = false;
  DRAWBRIDGE_CHECK(append_fields(body, selection, row, represent, knows_any));
  if (knows_any) return {};
  body.resize(start);
  return append_fields(body, FieldSelection(), row, represent, knows_any);
}

Result<Response> list_rows(const Call& call, app::Select select, const RepresentRow& represent) {
  DRAWBRIDGE_TRY(const auto page, read_page(call.query(), call.services().page_size_max));
  Response response;
  std::vector<app::Row> rows;
  DRAWBRIDGE_CHECK(call.store().read_at_once([&]() -> Status {
    DRAWBRIDGE_TRY(const auto count, call.store().count(select));
    DRAWBRIDGE_CHECK(set_page_headers(response, call.request(), page, count));
    if (call.request().is_head()) return {};
    return read_rows(call.store(), std::move(select), page, count, rows);
  }));
  if (call.request().is_head()) return response;
  const FieldSelection selection(call.query());
  response.body += '[';
  for (auto& row : rows) {
    if (response.body.size() > 1) response.body += ',';
    DRAWBRIDGE_CHECK(append_object(response.body, selection, row, represent));
  }
  response.body += ']';
  return response;
}

Result<Response> list_all_rows(const Call& call, const app::Select& select,
                               const RepresentRow& represent) {
  std::vector<app::Row> rows;
  DRAWBRIDGE_CHECK(call.store().for_each(select, [&](app::Row& row) {
    rows.push_back(std::move(row));
    return true;
  }));
  Response response;
  response.set("X-Result-Count", std::to_string(rows.size()));
  const FieldSelection selection(call.query());
  response.body += '[';
  for (auto& row : rows) {
    if (response.body.size() > 1) response.body += ',';
    DRAWBRIDGE_CHECK(append_object(response.body, selection, row, represent));
  }
  response.body += ']';
  return response;
}

Result<Response> show_row(const Call& call, const app::Select& select,
                          const RepresentRow& represent, int status) {
  DRAWBRIDGE_TRY(auto row, find_row(call.store(), select));
  return answer_with_row(call, std::move(row), represent, status);
}

}  // namespace detail

Result<Window> page_window(const Call& call, std::size_t rows, Response& response) {
  DRAWBRIDGE_TRY(const auto page, read_page(call.query(), call.services().page_size_max));
  DRAWBRIDGE_CHECK(
      set_page_headers(response, call.request(), page, static_cast<std::int64_t>(rows)));
  Window window;
  window.first = std::min(rows, static_cast<std::size_t>((page.page - 1) * page.size));
  window.last = std::min(rows, window.first + static_cast<std::size_t>(page.size));
  return window;
}

}  // namespace drawbridge::http
