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

/// The gid of a role group, as above.
Result<std::int64_t> allocate_role_group_number(Transaction& transaction,
                                                const domain::Offering& offering,
                                                const OfferingOptions& options,
                                                const NumberHolder& holder);

/// Enters a number into the ledger as the holder's.
/// @param pool  the pool it is taken from
/// @return kInvalid, with `field`, when it was ever issued to somebody else and no operator gave it
///         free since.
Status claim_number(Transaction& transaction, std::string_view name_space, std::int64_t value,
                    const NumberHolder& holder, std::string_view field,
                    const std::optional<Uuid>& pool = std::nullopt);

/// Retires the holder's numbers on the offering: kept in the ledger, never another's. A pool's
/// numbers are a person's on all offerings of the pool, and are retired with the last account that
/// has them: call it once the account's row is gone.
Status retire_numbers(Transaction& transaction, const NumberHolder& holder);

/// Retires one number of the holder, which has another one now.
Status retire_number(Transaction& transaction, std::string_view name_space, std::int64_t value,
                     const NumberHolder& holder);

/// Gives one retired number free for another holder. This is the one way in which a number may ever
/// come to mean somebody else, and an operator has to name the number.
/// @param value  must be that of the row
/// @return kNotFound; kInvalid on `value` or `namespace` when the row is another number's, or the
///         number is not retired
Result<domain::PosixIdentity> release_number(Transaction& transaction, const Uuid& identity,
                                             std::string_view name_space, std::int64_t value);

}  // namespace drawbridge::app
