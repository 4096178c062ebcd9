#include "ldap/client/verification.h"

#include <utility>

#include "base/keyed_hash.h"

namespace drawbridge::ldap::client {
namespace {

std::size_t octets_of(const PlainEntry& entry) {
  std::size_t octets = entry.dn.size();
  for (const auto& attribute : entry.attributes) {
    octets += attribute.name.size();
    for (const auto& value : attribute.values) octets += value.size() + sizeof(value);
  }
  return octets;
}

}  // namespace

Result<VerificationOutcome> Verification::run(const VerificationPlan& plan) {
  const Comparison comparison(plan.rules);
  plan_ = &plan;
  for (const auto& name : plan.left_out) {
    DRAWBRIDGE_TRY(auto key, comparison_key(name));
    left_out_.insert(std::move(key));
  }
  DRAWBRIDGE_CHECK(read_directory(plan, comparison));
  DRAWBRIDGE_CHECK(walk_expected(comparison));
  suspect_what_is_left();
  if (suspects_.size() <= kMaxSifted) {
    DRAWBRIDGE_CHECK(reread_suspects(plan, comparison, Pass::kSift));
  }
  DRAWBRIDGE_CHECK(reread_suspects(plan, comparison, Pass::kReport));
  outcome_.not_compared = comparison.never_shown(shown_anywhere_);
  return std::move(outcome_);
}

void Verification::count_progress() {
  if (plan_->progress) plan_->progress(++progress_);
}

Status Verification::read_directory(const VerificationPlan& plan, const Comparison& comparison) {
  for (std::size_t area = 0; area < plan.areas.size(); ++area) {
    SearchRequest request;
    request.base = plan.areas[area].base;
    request.filter = plan.areas[area].filter;
    request.attributes = plan.attributes;
    request.max_entries = plan.max_entries;
    const auto read = directory_->search(
        request, [&](PlainEntry entry) { return take_found(std::move(entry), area, comparison); });
    const bool is_absent = !read && read.error().code == ErrorCode::kNotFound;
    if (!read && !(is_absent && plan.areas[area].may_be_absent)) return read;
  }
  return {};
}

Status Verification::take_found(PlainEntry entry, std::size_t area, const Comparison& comparison) {
  if (plan_->observe) plan_->observe(entry);
  count_progress();
  DRAWBRIDGE_TRY(const auto key, comparison_key(entry.dn));
  if (left_out_.contains(key)) return {};
  const auto shown = comparison.shown_in(entry);
  shown_anywhere_ |= shown;
  const auto digest = comparison.digest(entry, shown);
  auto [place, is_new] = seen_.try_emplace(keyed_hash(key));
  Seen& seen = place->second;
  if (is_new) {
    seen = {std::move(entry.dn), digest, shown, area, false};
    return {};
  }
  DRAWBRIDGE_TRY(const auto other, comparison_key(seen.dn));
  if (other != key) return fail(ErrorCode::kInternal, "Two names have one hash; try again.");
  seen.is_repeated = seen.is_repeated || seen.area == area;
  seen.area = area;
  return {};
}

Status Verification::walk_expected(const Comparison& comparison) {
  return expected_->each([&](const PlainEntry& entry) { return take_expected(entry, comparison); });
}

Status Verification::take_expected(const PlainEntry& entry, const Comparison& comparison) {
  count_progress();
  DRAWBRIDGE_TRY(const auto key, comparison_key(entry.dn));
  if (left_out_.contains(key)) return {};
  ++outcome_.compared;
  const auto found = seen_.find(keyed_hash(key));
  if (found == seen_.end()) {
    suspects_.push_back(entry.dn);
    return {};
  }
  const Seen& seen = found->second;
  const auto counting = comparison.counting(seen.shown, shown_anywhere_);
  if (seen.is_repeated || comparison.digest(entry, counting) != seen.digest) {
    suspects_.push_back(entry.dn);
  }
  seen_.erase(found);
  return {};
}

void Verification::suspect_what_is_left() {
  for (auto& [hash, seen] : seen_) suspects_.push_back(std::move(seen.dn));
  seen_.clear();
}

Status Verification::reread_suspects(const VerificationPlan& plan, const Comparison& comparison,
                                     Pass pass) {
  std::size_t from = 0;
  while (from < suspects_.size()) {
    RereadByKey again;
    DRAWBRIDGE_TRY(const auto end, reread_some(plan, from, again));
    const std::vector<std::string> names(suspects_.begin() + static_cast<std::ptrdiff_t>(from),
                                         suspects_.begin() + static_cast<std::ptrdiff_t>(end));
    DRAWBRIDGE_CHECK(expected_->each_of(names, [&](const PlainEntry& entry) -> Status {
      DRAWBRIDGE_TRY(const auto key, comparison_key(entry.dn));
      if (const auto found = again.find(key); found != again.end()) {
        judge(entry, found->second, comparison, pass);
      }
      return {};
    }));
    for (const auto& [key, reread] : again) judge_unexpected(reread, pass);
    from = end;
  }
  suspects_ = std::exchange(still_suspects_, {});
  return {};
}

Result<std::size_t> Verification::reread_some(const VerificationPlan& plan, std::size_t from,
                                              RereadByKey& again) {
  std::size_t octets = 0;
  std::size_t at = from;
  for (; at < suspects_.size() && at - from < kNamesAtATime && octets < kOctetsAtATime; ++at) {
    DRAWBRIDGE_TRY(auto key, comparison_key(suspects_[at]));
    Reread& reread = again[std::move(key)];
    reread = {};
    DRAWBRIDGE_CHECK(reread_one(plan, suspects_[at], reread));
    octets += octets_of(reread.entry);
  }
  return at;
}

Status Verification::reread_one(const VerificationPlan& plan, const std::string& dn,
                                Reread& again) {
  SearchRequest request;
  request.base = dn;
  request.scope = SearchScope::kBase;
  request.attributes = plan.attributes;
  request.page_size = 0;
  request.max_entries = kNamesAtATime;
  const auto read = directory_->search(request, [&](PlainEntry entry) -> Status {
    if (++again.count == 1) again.entry = std::move(entry);
    return {};
  });
  if (!read && read.error().code != ErrorCode::kNotFound) return read;
  if (again.count == 0) again.entry.dn = dn;
  return {};
}

void Verification::judge(const PlainEntry& expected, Reread& again, const Comparison& comparison,
                         Pass pass) {
  again.is_expected = true;
  std::vector<AttributeDifference> what;
  if (again.count > 0) {
    const auto counting = comparison.counting(comparison.shown_in(again.entry), shown_anywhere_);
    what = comparison.differences(again.entry, expected, counting);
    if (what.empty() && again.count == 1) return;
  }
  if (pass == Pass::kSift) {
    still_suspects_.push_back(expected.dn);
    return;
  }
  if (again.count == 0) {
    ++outcome_.missing;
    differences_->missing(expected.dn);
    return;
  }
  if (!what.empty()) {
    ++outcome_.stale;
    differences_->stale(expected.dn, what);
  }
  if (again.count > 1) {
    ++outcome_.extra;
    differences_->extra(expected.dn);
  }
}

void Verification::judge_unexpected(const Reread& again, Pass pass) {
  if (again.is_expected || again.count == 0) return;
  if (pass == Pass::kSift) {
    still_suspects_.push_back(again.entry.dn);
    return;
  }
  ++outcome_.extra;
  differences_->extra(again.entry.dn);
}

}  // namespace drawbridge::ldap::client
