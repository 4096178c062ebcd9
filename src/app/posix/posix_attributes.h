#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/rules.h"
#include "app/transaction.h"
#include "domain/account_records.h"

namespace drawbridge::app {

/// What an operator pins on an account; none: stays.
struct PosixAttributes {
  std::optional<std::string> login_shell, home_directory;
  std::optional<std::int64_t> uidnumber, primarygroup;
};

struct PosixAttributesOutcome {
  std::optional<std::int64_t> uidnumber, primarygroup;
  std::vector<std::string> warnings;
};

/// Sets them, all or none. A number must lie in the pool that the offering takes its numbers from,
/// and is then the person's on every offering of that pool; the former one is retired.
/// @return kInvalid with the field and Waldur's text (identity spec 3.4)
Result<PosixAttributesOutcome> set_posix_attributes(Transaction& transaction, const Uuid& account,
                                                    const PosixAttributes& wanted);

}  // namespace drawbridge::app
