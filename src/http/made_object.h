#pragma once

#include <optional>
#include <utility>

#include "app/writer.h"
#include "http/list_endpoint.h"

/// Answers to requests that make an object.
namespace drawbridge::http {

namespace detail {

/// The one row of `select`; nothing when there is none.
Result<std::optional<app::Row>> find_row(app::StoreReader& store, const app::Select& select);
/// The row as a JSON object; kNotFound without one.
Result<Response> answer_with_row(const Call& call, std::optional<app::Row> row,
                                 const RepresentRow& represent, int status);

}  // namespace detail

/// Has the writer run `command` (with Transaction&; returns the record that it made) and answers
/// 201 with the object as it is then. The writer reads it back where it was written: to the
/// caller's own reader all pages of the store would be new.
template <class R, class Command>
Result<Response> make_and_show(const Call& call, const Collection<R>& collection,
                               const Command& command) {
  DRAWBRIDGE_TRY(
      auto row,
      call.writer().run(
          call.actor(), [&](app::Transaction& transaction) -> Result<std::optional<app::Row>> {
            DRAWBRIDGE_TRY(const auto made, command(transaction));
            return detail::find_row(
                transaction.store(),
                app::select_records<R>(app::where::equal("uuid", made.uuid), collection.extra));
          }));
  return detail::answer_with_row(call, std::move(row), detail::represent_row(call, collection),
                                 201);
}

}  // namespace drawbridge::http
