#include "app/names.h"

#include <fmt/format.h>

#include <utility>

#include "base/ordered_uuid.h"
#include "domain/group_name.h"

namespace drawbridge::app {
namespace {

using domain::AccountName;
using domain::NameProposal;

Result<std::optional<AccountName>> find_name(StoreReader& store, const Uuid& offering,
                                             std::string_view name) {
  return find_where<AccountName>(store,
                                 where::both(where::equal("offering_uuid", offering),
                                             where::equal("folded", domain::fold_name(name))));
}

bool is_held_by(const AccountName& name, const NameHolder& holder) {
  return name.holder_uuid == holder.uuid && name.holder_kind == holder.kind;
}

Status enter_name(Transaction& transaction, const Uuid& offering, std::string_view name,
                  const NameHolder& holder) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(auto known, find_name(store, offering, name));
  if (known) {
    if (!is_held_by(*known, holder)) {
      return fail(ErrorCode::kInvalid,
                  "This name is already used, or was used by another account, on this offering.",
                  "username");
    }
    if (known->in_use) return {};
    known->in_use = true;
    return transaction.update_silently(*known);
  }
  AccountName entry;
  entry.uuid = ordered_uuid(transaction.now());
  entry.offering_uuid = offering;
  entry.folded = domain::fold_name(name);
  entry.holder_kind = holder.kind;
  entry.holder_uuid = holder.uuid;
  entry.first_used = transaction.now();
  return transaction.insert_silently(entry);
}

/// The name of the holder's earlier ones on the offering, latest first, that `fits`.
template <class Fits>
Result<std::optional<std::string>> former_name(StoreReader& store, const Uuid& offering,
                                               const NameHolder& holder, Fits fits) {
  auto select = select_records<AccountName>(where::all_of(
      {where::equal("offering_uuid", offering), where::equal("holder_uuid", holder.uuid),
       where::equal("holder_kind", holder.kind)}));
  select.order = {{"in_use", true}, {"first_used", true}};
  DRAWBRIDGE_TRY(auto names, list<AccountName>(store, select));
  for (auto& name : names) {
    if (fits(name.folded)) return std::move(name.folded);
  }
  return std::nullopt;
}

/// The first free name of a numbered row. A counter remembers up to where the row is used, for a
/// used name never becomes free for somebody else.
Result<std::string> numbered_name(Transaction& transaction, const Rules& rules,
                                  const Uuid& offering, const domain::NameSequence& sequence,
                                  const NameHolder& holder) {
  auto& store = transaction.store();
  const auto counter = fmt::format("next_name:{}:{}", offering.hex(), sequence.key());
  DRAWBRIDGE_TRY(const auto remembered, store.counter(counter));
  const auto from = std::max(static_cast<std::uint64_t>(remembered), sequence.first_number());
  DRAWBRIDGE_TRY(auto name, domain::first_free_name(
                                sequence, rules.names, from, [&](std::string_view candidate) {
                                  return is_name_taken(store, offering, candidate, holder);
                                }));
  if (const auto number = sequence.number_of(name)) {
    DRAWBRIDGE_CHECK(store.set_counter(counter, static_cast<std::int64_t>(*number) + 1));
  }
  return name;
}

}  // namespace

Result<bool> is_name_taken(StoreReader& store, const Uuid& offering, std::string_view name,
                           const NameHolder& holder) {
  DRAWBRIDGE_TRY(const auto known, find_name(store, offering, name));
  return known && !is_held_by(*known, holder);
}

Status claim_name(Transaction& transaction, const Rules& rules, const Uuid& offering,
                  std::string_view name, const NameHolder& holder) {
  DRAWBRIDGE_CHECK(domain::check_account_name(rules.names, name));
  return enter_name(transaction, offering, name, holder);
}

Status release_name(Transaction& transaction, const Uuid& offering, std::string_view name,
                    std::string_view home_directory) {
  DRAWBRIDGE_TRY(auto known, find_name(transaction.store(), offering, name));
  if (!known) return {};
  known->in_use = false;
  known->home_directory = std::string(home_directory);
  return transaction.update_silently(*known);
}

Result<std::string> remembered_home(StoreReader& store, const Uuid& offering,
                                    std::string_view name) {
  DRAWBRIDGE_TRY(auto known, find_name(store, offering, name));
  return known ? std::move(known->home_directory) : std::string();
}

Result<NameChoice> choose_username(Transaction& transaction, const Rules& rules,
                                   const domain::Offering& offering, const OfferingOptions& options,
                                   const domain::User& person, std::optional<std::int64_t> uid,
                                   FormerName former_names) {
  const NameHolder holder{"user", person.uuid};
  const auto facts = person_facts(person);
  std::optional<domain::UidNumber> uid_number;
  if (uid) uid_number = domain::UidNumber(static_cast<std::uint32_t>(*uid));
  DRAWBRIDGE_TRY(
      auto former,
      former_name(transaction.store(), offering.uuid, holder, [&](const std::string& name) {
        if (!domain::check_account_name(rules.names, name)) return false;
        return former_names == FormerName::kComesBack ||
               domain::could_have_produced(options.naming, facts, rules.names, name, uid_number);
      }));
  if (former) return NameChoice{std::move(former), {}};
  auto proposal = domain::propose_name(options.naming, facts, rules.names);
  switch (proposal.kind) {
    case NameProposal::Kind::kNone:
      return NameChoice{std::nullopt, std::move(proposal.reason)};
    case NameProposal::Kind::kNumbered: {
      DRAWBRIDGE_TRY(auto name,
                     numbered_name(transaction, rules, offering.uuid, *proposal.sequence, holder));
      return NameChoice{std::move(name), {}};
    }
    case NameProposal::Kind::kFromUid:
      if (!uid_number) {
        return NameChoice{std::nullopt,
                          "The name has no letters that an account name can hold, and the account "
                          "has no uid number to be named after."};
      }
      proposal.fixed = domain::uid_name(*uid_number);
      break;
    case NameProposal::Kind::kFixed:
      break;
  }
  DRAWBRIDGE_TRY(const auto taken,
                 is_name_taken(transaction.store(), offering.uuid, proposal.fixed, holder));
  if (taken) {
    return NameChoice{std::nullopt,
                      fmt::format("The name {} is used by another account.", proposal.fixed)};
  }
  return NameChoice{std::move(proposal.fixed), {}};
}

Result<std::string> choose_group_name(Transaction& transaction, const Rules& rules,
                                      const Uuid& offering, const std::string& base,
                                      const NameHolder& holder) {
  constexpr std::uint64_t kMostTried = 100000;
  for (std::uint64_t number = 1; number <= kMostTried; ++number) {
    auto name = domain::numbered_group_name(base, number);
    if (!domain::check_group_name(rules.names, name)) continue;
    DRAWBRIDGE_TRY(const auto taken, is_name_taken(transaction.store(), offering, name, holder));
    if (taken) continue;
    DRAWBRIDGE_CHECK(enter_name(transaction, offering, name, holder));
    return name;
  }
  return fail(ErrorCode::kExhausted, "No free group name is left for " + base + ".", "name");
}

}  // namespace drawbridge::app
