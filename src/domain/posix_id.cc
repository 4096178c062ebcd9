#include "domain/posix_id.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace drawbridge::domain {
namespace {

constexpr std::int64_t kNobody = 65534;
constexpr std::int64_t kOldNoUser = 65535;

std::string upper_kind(const std::string& kind) {
  if (kind == "uid") return "UID";
  return kind == "gid" ? "GID" : "group GID";
}

Status check_issuable(std::int64_t number, std::string field) {
  if (is_issuable(number)) return {};
  return fail(ErrorCode::kInvalid,
              fmt::format("{} is not issued: numbers are {} to {}, without {} and {}.", number,
                          kPosixIdMin, kPosixIdMax, kNobody, kOldNoUser),
              std::move(field));
}

}  // namespace

bool is_issuable(std::int64_t number) {
  return number >= kPosixIdMin && number <= kPosixIdMax && number != kNobody &&
         number != kOldNoUser;
}

std::optional<std::uint32_t> next_issuable(std::int64_t number) {
  if (number >= kPosixIdMax) return std::nullopt;
  std::int64_t next = std::max(number + 1, kPosixIdMin);
  while (!is_issuable(next)) ++next;  // at most two steps, and 2^32-2 itself is issuable
  return static_cast<std::uint32_t>(next);
}

Result<UidNumber> parse_uid_number(std::int64_t number, std::string field) {
  DRAWBRIDGE_CHECK(check_issuable(number, std::move(field)));
  return UidNumber(static_cast<std::uint32_t>(number));
}

Result<GidNumber> parse_gid_number(std::int64_t number, std::string field) {
  DRAWBRIDGE_CHECK(check_issuable(number, std::move(field)));
  return GidNumber(static_cast<std::uint32_t>(number));
}

Status check_initial_numbers(const InitialNumbers& initial) {
  const std::array<std::pair<std::int64_t, const char*>, 4> numbers = {{
      {initial.uid, "initial_uidnumber"},
      {initial.primary_group, "initial_primarygroup_number"},
      {initial.user_group, "initial_usergroup_number"},
      {initial.role_group, "initial_rolegroup_number"},
  }};
  for (const auto& [number, field] : numbers) {
    if (number < 0 || number > kPosixIdMax) {
      return fail(ErrorCode::kInvalid,
                  fmt::format("Ensure this value is between 0 and {}.", kPosixIdMax), field);
    }
  }
  return {};
}

std::optional<GidNumber> formula_gid(UidNumber uid, const InitialNumbers& initial) {
  if (!check_initial_numbers(initial)) return std::nullopt;
  const std::int64_t gid =
      initial.primary_group + (static_cast<std::int64_t>(uid.value()) - initial.uid);
  if (!is_issuable(gid)) return std::nullopt;
  return GidNumber(static_cast<std::uint32_t>(gid));
}

std::optional<std::uint32_t> NumberRange::next_number() const {
  if (next > max) return std::nullopt;
  const auto number = next_issuable(std::max(next, min) - 1);
  if (!number || !contains(*number)) return std::nullopt;
  return number;
}

Result<std::optional<NumberRange>> check_range(std::optional<std::int64_t> min,
                                               std::optional<std::int64_t> max,
                                               std::optional<std::int64_t> next,
                                               const std::string& kind) {
  if (!min && !max && !next) return std::nullopt;
  if (!min || !max) {
    return fail(
        ErrorCode::kInvalid,
        fmt::format("Set both min and max for the {} namespace, or neither.", upper_kind(kind)),
        (min ? "max_" : "min_") + kind);
  }
  if (*min < kPosixIdMin) {
    return fail(ErrorCode::kInvalid,
                fmt::format("Ensure this value is greater than or equal to {}.", kPosixIdMin),
                "min_" + kind);
  }
  if (*max > kPosixIdMax) {
    return fail(ErrorCode::kInvalid,
                fmt::format("Ensure this value is less than or equal to {}.", kPosixIdMax),
                "max_" + kind);
  }
  if (*min > *max) {
    return fail(ErrorCode::kInvalid, "The minimum must not be greater than the maximum.",
                "min_" + kind);
  }
  const NumberRange range{*min, *max, next.value_or(*min)};
  if (range.next < range.min || range.next > range.max + 1) {
    return fail(ErrorCode::kInvalid,
                fmt::format("Ensure this value is between {} and {}.", range.min, range.max + 1),
                "next_" + kind);
  }
  return range;
}

Status check_pool_ranges(const PoolRanges& ranges, bool is_provider_pool) {
  if (!ranges.uid && !ranges.gid) {
    return fail(ErrorCode::kInvalid, "Set at least one of the UID and GID ranges.");
  }
  if (!ranges.group_gid) return {};
  if (!is_provider_pool) {
    return fail(ErrorCode::kInvalid, "A group GID range is only allowed on a provider's pool.",
                "min_group_gid");
  }
  if (ranges.gid && ranges.gid->overlaps(*ranges.group_gid)) {
    return fail(ErrorCode::kInvalid, "The group GID range must not overlap the GID range.",
                "min_group_gid");
  }
  return {};
}

Status check_disjoint(const PoolRanges& mine, const PoolRanges& other) {
  const std::array<std::pair<std::optional<NumberRange> PoolRanges::*, std::string>, 3> kinds = {{
      {&PoolRanges::uid, "uid"},
      {&PoolRanges::gid, "gid"},
      {&PoolRanges::group_gid, "group_gid"},
  }};
  for (const auto& [range, kind] : kinds) {
    if (mine.*range && other.*range && (mine.*range)->overlaps(*(other.*range))) {
      return fail(ErrorCode::kInvalid,
                  fmt::format("The {} range overlaps the range {}-{} of another pool.",
                              upper_kind(kind), (other.*range)->min, (other.*range)->max),
                  "min_" + kind);
    }
  }
  return {};
}

}  // namespace drawbridge::domain
