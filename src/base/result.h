#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace drawbridge {

/// What went wrong, in words both protocols can translate (see http/error_map.cc and
/// ldap/server/error_map.cc). Closed on purpose: a new code needs both maps.
enum class ErrorCode {
  kInvalid,          ///< The caller sent something that can never work.
  kTooLarge,         ///< Over a stated limit of ours.
  kUnauthenticated,  ///< We do not know who is asking.
  kForbidden,        ///< We know, and the answer is no.
  kNotFound,
  kConflict,     ///< Clashes with a name, number, state or revision already taken.
  kExhausted,    ///< A bounded pool is empty.
  kRateLimited,  ///< Too often; the same request may work later.
  kUnavailable,  ///< A peer, disk or queue cannot serve now; retrying may help.
  kInternal,     ///< A bug or a broken invariant; details go to the log only.
};

struct Error {
  ErrorCode code;
  std::string message;     ///< One sentence for the caller; kInternal's goes to the log instead.
  std::string field = {};  ///< Input field at fault, empty when none.
};

template <class T>
using Result = tl::expected<T, Error>;

/// Success without a value.
using Status = tl::expected<void, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string field = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(field)});
}

}  // namespace drawbridge

/// `DRAWBRIDGE_TRY(auto user, find(id));` declares `user`, or returns the error.
/// It is several statements: never the unbraced body of an `if`.
#define DRAWBRIDGE_TRY(declaration, expression) \
  DRAWBRIDGE_TRY_(declaration, expression, DRAWBRIDGE_CAT_(try_, __LINE__))
#define DRAWBRIDGE_CAT_(a, b) DRAWBRIDGE_CAT2_(a, b)
#define DRAWBRIDGE_CAT2_(a, b) a##b
#define DRAWBRIDGE_TRY_(declaration, expression, result)                              \
  auto&& result = (expression);                                                       \
  if (!result) return tl::unexpected(std::forward<decltype(result)>(result).error()); \
  declaration = *std::forward<decltype(result)>(result)

/// `DRAWBRIDGE_CHECK(write(x));` returns the error of an expression whose value is not needed.
#define DRAWBRIDGE_CHECK(expression) \
  DRAWBRIDGE_CHECK_(expression, DRAWBRIDGE_CAT_(check_, __LINE__))
#define DRAWBRIDGE_CHECK_(expression, result)                                           \
  do {                                                                                  \
    auto&& result = (expression);                                                       \
    if (!result) return tl::unexpected(std::forward<decltype(result)>(result).error()); \
  } while (false)
