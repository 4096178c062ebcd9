#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/strong_id.h"

namespace drawbridge::domain {

using UidNumber = StrongId<struct UidNumberTag, std::uint32_t>;
using GidNumber = StrongId<struct GidNumberTag, std::uint32_t>;

inline constexpr std::int64_t kPosixIdMin = 1000;  ///< Below: accounts of the operating system.
inline constexpr std::int64_t kPosixIdMax = 4294967294;  ///< 2^32-1 is (uid_t)-1, "no user".

/// Whether a number may be issued: 1000 to 2^32-2, but not 65534 (nobody) or 65535 ((uid_t)-1 where
/// it had 16 bits).
bool is_issuable(std::int64_t number);

/// The smallest issuable number above `number`; none when there is no further one.
/// A negative `number`, or one below 1000, gives 1000.
std::optional<std::uint32_t> next_issuable(std::int64_t number);

/// A number from a request or a state file as uid or gid.
/// @return kInvalid with `field` unless is_issuable.
Result<UidNumber> parse_uid_number(std::int64_t number, std::string field = "uidnumber");
Result<GidNumber> parse_gid_number(std::int64_t number, std::string field = "primarygroup");

/// Where the numbers of an offering without a pool start.
struct InitialNumbers {
  std::int64_t uid = 5000;
  std::int64_t primary_group = 5000;
  std::int64_t user_group = 6000;
  std::int64_t role_group = 60000;
};

/// @return kInvalid with the option's name as field unless each is in 0..2^32-2.
Status check_initial_numbers(const InitialNumbers& initial);

/// Waldur's formula, `initial.primary_group + (uid - initial.uid)`; none when that is no issuable
/// number.
std::optional<GidNumber> formula_gid(UidNumber uid, const InitialNumbers& initial);

/// One range of a POSIX id pool: every value from min to max, `next` the counter.
struct NumberRange {
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::int64_t next = 0;  ///< min..max+1; max+1 = used up.

  bool contains(std::int64_t number) const { return min <= number && number <= max; }
  bool overlaps(const NumberRange& other) const { return min <= other.max && other.min <= max; }
  std::int64_t capacity() const { return max - min + 1; }

  /// The next issuable value at or after the counter; none = used up.
  std::optional<std::uint32_t> next_number() const;

  friend bool operator==(const NumberRange&, const NumberRange&) = default;
};

/// A range from a request: all or nothing, 1000 <= min <= max <= 4294967294, next (default min) in
/// min..max+1.
/// @param kind `uid`, `gid` or `group_gid`: fields in errors are `min_<kind>` and so on.
/// @return none when neither min nor max is given; kInvalid with the field at fault.
Result<std::optional<NumberRange>> check_range(std::optional<std::int64_t> min,
                                               std::optional<std::int64_t> max,
                                               std::optional<std::int64_t> next,
                                               const std::string& kind);

struct PoolRanges {
  std::optional<NumberRange> uid = {};
  std::optional<NumberRange> gid = {};
  std::optional<NumberRange> group_gid = {};
};

/// The rules between the ranges of one pool: at least one of uid and gid, a group range only on a
/// provider's pool and outside the gid range.
/// @return kInvalid; the field is empty where no single one is at fault.
Status check_pool_ranges(const PoolRanges& ranges, bool is_provider_pool);

/// Ranges of the same kind in two pools of one provider must not overlap.
/// @return kInvalid with field `min_<kind>`.
Status check_disjoint(const PoolRanges& mine, const PoolRanges& other);

}  // namespace drawbridge::domain
