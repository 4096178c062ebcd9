#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/query.h"
#include "app/rows.h"
#include "http/call.h"
#include "http/error_map.h"
#include "http/filters.h"
#include "http/object_writer.h"
#include "http/response.h"

/// Lists and single objects of one kind, the same way for all: visibility, filters, ordering,
/// paging, HEAD, field selection.
namespace drawbridge::http {

/// The view fields of a row, behind the record's own, by name.
class ExtraFields {
 public:
  ExtraFields(std::span<const std::string> names, std::span<app::Value> values)
      : names_(names), values_(values) {}

  /// Null, and a name that was not asked for, give the empty value.
  std::string text(std::string_view name) const;
  std::optional<std::string> maybe_text(std::string_view name) const;
  std::optional<std::int64_t> maybe_number(std::string_view name) const;
  std::int64_t number(std::string_view name) const { return maybe_number(name).value_or(0); }
  bool flag(std::string_view name) const { return number(name) != 0; }
  std::optional<Uuid> maybe_uuid(std::string_view name) const;
  Uuid uuid(std::string_view name) const { return maybe_uuid(name).value_or(Uuid()); }

 private:
  const app::Value* find(std::string_view name) const;

  std::span<const std::string> names_;
  std::span<app::Value> values_;
};

/// What a list is made of. Made once per kind, at start.
template <class R>
struct Collection {
  std::vector<std::string> extra;  ///< View fields to read with each record.
  std::vector<Filter> filters;
  std::vector<OrderingName> orderings;
  std::vector<app::Ordering> default_order;
  /// Writes the fields of one object. May read the store through the call.
  std::function<Status(const Call&, ObjectWriter&, const R&, const ExtraFields&)> represent;
};

namespace detail {

using RepresentRow = std::function<Status(ObjectWriter&, app::Row&)>;

/// A page of `select` (kind, fields, where, order given) as a JSON array, or its count for HEAD.
Result<Response> list_rows(const Call& call, app::Select select, const RepresentRow& represent);
/// All rows of `select` as a JSON array with their number in X-Result-Count; for lists that are not
/// paged. The caller bounds them.
Result<Response> list_all_rows(const Call& call, const app::Select& select,
                               const RepresentRow& represent);
/// The one row of `select` as a JSON object; kNotFound when there is none.
Result<Response> show_row(const Call& call, const app::Select& select,
                          const RepresentRow& represent, int status);
/// Appends one object; all of it when none of the keys asked for exists.
Status append_object(std::string& body, const FieldSelection& selection, app::Row& row,
                     const RepresentRow& represent);

template <class R>
RepresentRow represent_row(const Call& call, const Collection<R>& collection) {
  return [&call, &collection](ObjectWriter& out, app::Row& row) {
    const std::size_t own = app::field_names<R>().size();
    const ExtraFields extra(collection.extra, std::span(row).subspan(std::min(own, row.size())));
    app::Row copy(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(own));
    return collection.represent(call, out, app::from_row<R>(copy), extra);
  };
}

}  // namespace detail

/// GET and HEAD of a list.
/// @param visible  which objects exist for the caller
template <class R>
Result<Response> list(const Call& call, const Collection<R>& collection, app::Condition visible) {
  DRAWBRIDGE_TRY(auto filtered, apply_filters(collection.filters, call.query()));
  auto select = app::select_records<R>(app::where::both(std::move(visible), std::move(filtered)),
                                       collection.extra);
  DRAWBRIDGE_TRY(select.order,
                 read_ordering(collection.orderings, call.query(), collection.default_order));
  return detail::list_rows(call, std::move(select), detail::represent_row(call, collection));
}

/// GET and HEAD of a list without pages and filters; the caller bounds its length.
template <class R>
Result<Response> list_whole(const Call& call, const Collection<R>& collection,
                            app::Condition which) {
  auto select = app::select_records<R>(std::move(which), collection.extra);
  select.order = collection.default_order;
  return detail::list_all_rows(call, select, detail::represent_row(call, collection));
}

/// GET of one object; 404 unless `visible` holds for it.
template <class R>
Result<Response> retrieve(const Call& call, const Collection<R>& collection, const Uuid& uuid,
                          app::Condition visible = app::where::all(), int status = 200) {
  const auto select = app::select_records<R>(
      app::where::both(app::where::equal("uuid", uuid), std::move(visible)), collection.extra);
  return detail::show_row(call, select, detail::represent_row(call, collection), status);
}

/// The answer of a create or update: the object read back, whoever may see it.
template <class R>
Result<Response> show(const Call& call, const Collection<R>& collection, const Uuid& uuid,
                      int status = 200) {
  return retrieve(call, collection, uuid, app::where::all(), status);
}

/// Pages rows that are at hand already (small lists): the part of [0, rows) that the request asks
/// for, as [first, last), with the headers set.
struct Window {
  std::size_t first = 0, last = 0;
};
Result<Window> page_window(const Call& call, std::size_t rows, Response& response);

}  // namespace drawbridge::http
