#include "app/views/whole_offerings.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

#include "app/offering_options.h"
#include "app/records.h"
#include "app/views/view_rows.h"
#include "app/views/whole_records.h"
#include "base/shares.h"

namespace drawbridge::app {
namespace {

using domain::Offering;

struct OfferingSlot {
  OfferingContents contents;
  std::size_t people = 0;  ///< How many of the accounts are: the first, bytewise by username.
  bool honours_restrictions = false;
};

void sort_out(AccountOutcome outcome, OfferingContents& contents) {
  if (auto* view = std::get_if<AccountView>(&outcome)) {
    contents.accounts.push_back(std::make_shared<const AccountView>(std::move(*view)));
  } else if (auto* skipped = std::get_if<SkippedView>(&outcome)) {
    contents.skipped.push_back(std::move(*skipped));
  }
}

void sort_out(GroupOutcome outcome, OfferingContents& contents) {
  if (auto* view = std::get_if<GroupView>(&outcome)) {
    contents.groups.push_back(std::make_shared<const GroupView>(std::move(*view)));
  } else if (auto* skipped = std::get_if<SkippedView>(&outcome)) {
    contents.skipped.push_back(std::move(*skipped));
  }
}

void sort_contents(OfferingSlot& slot) {
  auto& [facts, accounts, groups, skipped] = slot.contents;
  const auto by_username = [](const auto& a, const auto& b) { return a->username < b->username; };
  const auto robots = accounts.begin() + static_cast<std::ptrdiff_t>(slot.people);
  std::sort(robots, accounts.end(), by_username);
  std::inplace_merge(accounts.begin(), robots, accounts.end(), by_username);
  std::ranges::sort(
      groups, {}, [](const auto& view) -> const auto& { return view->name; });
  std::ranges::sort(skipped, {}, &SkippedView::uuid);
}

/// The views of the accounts and what is skipped, in the order of `accounts`.
OfferingContents account_views(WholeRecords& records, std::span<const std::uint32_t> accounts,
                               const ViewRules& rules, Timestamp now) {
  constexpr std::size_t kWorthAThread = 1000;
  auto shares = in_shares(accounts.size(), kWorthAThread, [&](std::size_t begin, std::size_t end) {
    OfferingContents share;
    share.accounts.reserve(end - begin);
    constexpr std::size_t kTogether = 16;
    for (std::size_t at = begin; at < end; ++at) {
      if ((at - begin) % kTogether == 0) {
        records.expect(accounts.subspan(at, std::min(kTogether, end - at)));
      }
      sort_out(account_outcome(records.take_account(accounts[at]), rules, now), share);
    }
    return share;
  });
  auto whole = std::move(shares.front());
  whole.accounts.reserve(accounts.size());
  for (auto share = shares.begin() + 1; share != shares.end(); ++share) {
    std::ranges::move(share->accounts, std::back_inserter(whole.accounts));
    std::ranges::move(share->skipped, std::back_inserter(whole.skipped));
  }
  return whole;
}

void add_groups(WholeRecords& records, const ViewRules& rules, Timestamp now,
                std::vector<OfferingSlot>& offerings) {
  constexpr std::size_t kWorthAThread = 100;
  auto shares =
      in_shares(records.group_count(), kWorthAThread, [&](std::size_t begin, std::size_t end) {
        std::vector<GroupOutcome> outcomes;
        outcomes.reserve(end - begin);
        for (; begin < end; ++begin) {
          outcomes.push_back(
              group_outcome(records.group(begin), records.members(begin), rules, now));
        }
        return outcomes;
      });
  std::size_t number = 0;
  for (auto& share : shares) {
    for (auto& outcome : share) {
      sort_out(std::move(outcome), offerings[records.offering_of_group(number++)].contents);
    }
  }
  for (number = 0; number < records.role_group_count(); ++number) {
    auto& contents = offerings[records.offering_of_role_group(number)].contents;
    sort_out(role_group_outcome(records.take_role_group(number), rules, now), contents);
  }
}

void add_accounts(WholeRecords& records, const ViewRules& rules, Timestamp now,
                  std::vector<OfferingSlot>& offerings) {
  for (std::size_t number = 0; number < offerings.size(); ++number) {
    auto& contents = offerings[number].contents;
    auto made = account_views(records, records.accounts_of(number), rules, now);
    offerings[number].people = made.accounts.size();
    contents.accounts = std::move(made.accounts);
    std::ranges::move(made.skipped, std::back_inserter(contents.skipped));
  }
  for (std::size_t number = 0; number < records.robot_count(); ++number) {
    auto& contents = offerings[records.offering_of_robot(number)].contents;
    sort_out(robot_outcome(records.take_robot(number)), contents);
  }
}

OfferingSlot offering_slot(const Offering& offering) {
  OfferingSlot slot;
  slot.contents.facts = offering_facts(offering);
  slot.honours_restrictions =
      read_offering_options(offering.plugin_options).restrict_member_access_disables;
  return slot;
}

/// Fills in what the offerings have besides their facts.
/// @param here  rows of these offerings that have a field `offering_uuid`
Status load_contents(StoreReader& store, ReaderBeside beside, const ViewRules& rules, Timestamp now,
                     Condition here, std::vector<OfferingSlot>& offerings) {
  Selection selection;
  selection.is_one = here.op != Condition::Operator::kAlways;
  selection.here = std::move(here);
  for (const auto& slot : offerings) {
    selection.offerings.push_back({slot.contents.facts.uuid, slot.honours_restrictions});
  }
  WholeRecords records(rules, std::move(selection));
  DRAWBRIDGE_CHECK(records.load(store, std::move(beside)));
  // The members of groups are read off the accounts' records.
  add_groups(records, rules, now, offerings);
  add_accounts(records, rules, now, offerings);
  for (auto& slot : offerings) sort_contents(slot);
  return {};
}

/// All counters by name.
Result<std::unordered_map<std::string, std::int64_t>> load_counters(StoreReader& store) {
  std::unordered_map<std::string, std::int64_t> counters;
  const auto select = select_fields("counter", {"name", "value"}, where::all());
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    counters.emplace(take<std::string>(row, 0), take<std::int64_t>(row, 1));
    return true;
  }));
  return counters;
}

}  // namespace

Result<OfferingContents> load_offering(StoreReader& store, const ViewRules& rules, Timestamp now,
                                       const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, uuid));
  if (!offering) return fail(ErrorCode::kNotFound, "No Offering matches the given query.");
  std::vector<OfferingSlot> slots{offering_slot(*offering)};
  DRAWBRIDGE_CHECK(
      load_contents(store, {}, rules, now, where::equal("offering_uuid", uuid), slots));
  DRAWBRIDGE_TRY(const auto facts, load_offering_facts(store, uuid));
  auto& contents = slots.front().contents;
  if (facts) contents.facts = *facts;
  return std::move(contents);
}

Result<std::vector<OfferingContents>> load_offerings(StoreReader& store, ReaderBeside beside,
                                                     const ViewRules& rules, Timestamp now) {
  DRAWBRIDGE_TRY(const auto offerings, list<Offering>(store, where::all()));
  DRAWBRIDGE_TRY(const auto counters, load_counters(store));
  std::vector<OfferingSlot> slots;
  std::vector<OfferingContents> contents;
  contents.reserve(offerings.size());
  for (const auto& offering : offerings) {
    auto slot = offering_slot(offering);
    const auto revision = counters.find(content_revision_counter(offering.uuid));
    if (revision != counters.end()) slot.contents.facts.content_revision = revision->second;
    if (slot.contents.facts.switch_on) {
      slots.push_back(std::move(slot));
    } else {
      contents.push_back(std::move(slot.contents));
    }
  }
  DRAWBRIDGE_CHECK(load_contents(store, std::move(beside), rules, now, where::all(), slots));
  for (auto& slot : slots) contents.push_back(std::move(slot.contents));
  std::ranges::sort(contents, {}, [](const auto& each) { return each.facts.uuid; });
  return contents;
}

}  // namespace drawbridge::app
