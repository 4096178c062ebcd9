#pragma once

#include <optional>

#include "app/offering_options.h"
#include "app/transaction.h"

/// uid and gid numbers and their ledger: what was ever issued belongs to its holder for ever.
namespace drawbridge::app {

/// Who gets a number.
struct NumberHolder {
  std::string kind;  ///< `user`, `robot_account` or `offering_user_group`
  Uuid uuid;
  Uuid offering_uuid;
};

struct Numbers {
  std::optional<std::int64_t> uid, gid;  ///< none: the offering's options or pool give none
};

/// The offering's pool: its own, else its provider's; none: without a pool.
Result<std::optional<domain::PosixIdPool>> effective_pool(StoreReader& store,
                                                          const domain::Offering& offering);

/// The holder's numbers on the offering: those it already has, else new ones by the numbering
/// rules. `wanted` fixes one or both.
///
/// @return kExhausted when a pool is used up, kInvalid when a wanted number is another's.
Result<Numbers> allocate_numbers(Transaction& transaction, const domain::Offering& offering,
                                 const OfferingOptions& options, const NumberHolder& holder,
                                 const Numbers& wanted, const domain::User* person);

/// The gid of a project group, as above.
Result<std::int64_t> allocate_group_number(Transaction& transaction,
                                           const domain::Offering& offering,
                                           const OfferingOptions& options,
                                           const NumberHolder& holder,
                                           std::optional<std::int64_t> wanted);

/// Enters a number into the ledger as the holder's.
/// @return kInvalid, with `field`, when it was ever issued to somebody else.
Status claim_number(Transaction& transaction, std::string_view name_space, std::int64_t value,
                    const NumberHolder& holder, std::string_view field);

/// Retires the holder's numbers on the offering: kept in the ledger, never another's.
Status retire_numbers(Transaction& transaction, const NumberHolder& holder);

}  // namespace drawbridge::app
