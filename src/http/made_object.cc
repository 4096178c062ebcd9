#include "http/made_object.h"

namespace drawbridge::http::detail {

Result<std::optional<app::Row>> find_row(app::StoreReader& store, const app::Select& select) {
  std::optional<app::Row> found;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](app::Row& row) {
    found = std::move(row);
    return false;
  }));
  return found;
}

Result<Response> answer_with_row(const Call& call, std::optional<app::Row> row,
                                 const RepresentRow& represent, int status) {
  if (!row) return not_found();
  Response response = json_response(status, {});
  DRAWBRIDGE_CHECK(append_object(response.body, FieldSelection(call.query()), *row, represent));
  return response;
}

}  // namespace drawbridge::http::detail
