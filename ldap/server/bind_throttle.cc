#include "ldap/server/bind_throttle.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

#include "base/keyed_hash.h"

namespace drawbridge::ldap::server {
namespace {

using std::chrono::milliseconds;

/// Slots that one hash may lie in.
constexpr std::size_t kWays = 8;

/// Attempts that may fail before anything is held back: people mistype, and one person's logins on
/// many machines come at once.
constexpr std::uint32_t kFreeFromOneSource = 3;
constexpr std::uint32_t kFreeFromAll = 10;
constexpr milliseconds kFirstDelay{100};
constexpr std::chrono::seconds kForgottenAfter{30};  // one failure

/// How long after an attempt the next one may come.
milliseconds pause_after(std::uint32_t failures, std::uint32_t free, milliseconds longest) {
  constexpr std::uint32_t kMostDoublings = 16;
  if (failures <= free) return milliseconds{0};
  const auto doublings = std::min(failures - free - 1, kMostDoublings);
  return std::min(longest, kFirstDelay * (1U << doublings));
}

std::uint64_t hash_of(std::string_view name, std::string_view source) {
  std::string both(name);
  both += '\0';
  both += source;
  return std::max<std::uint64_t>(keyed_hash(both), 1);
}

}  // namespace

std::string source_of(std::string_view peer) {
  std::string_view host = peer.substr(0, peer.rfind(':'));
  if (!host.starts_with('[') || !host.ends_with(']')) return std::string(host);
  host.remove_prefix(1);
  host.remove_suffix(1);
  in6_addr address{};
  if (::inet_pton(AF_INET6, std::string(host).c_str(), &address) != 1) return std::string(host);
  constexpr std::size_t kNetworkOctets = 8;
  const bool is_v4 = IN6_IS_ADDR_V4MAPPED(&address);
  return {reinterpret_cast<const char*>(&address), is_v4 ? sizeof address : kNetworkOctets};
}

void BindThrottle::Slot::forget_with_time(Moment now) {
  const auto count = (now - last) / kForgottenAfter;
  if (failures == 0 || count <= 0) return;
  failures -= static_cast<std::uint32_t>(std::min<std::int64_t>(count, failures));
  last += count * kForgottenAfter;
}

BindThrottle::Table::Table(std::size_t slots)
    : slots_(std::max(slots / kWays, std::size_t{1}) * kWays) {}

BindThrottle::Slot* BindThrottle::Table::begin_of(std::uint64_t hash) {
  return slots_.data() + hash % (slots_.size() / kWays) * kWays;
}

BindThrottle::Slot& BindThrottle::Table::take(std::uint64_t hash, Moment now) {
  Slot* const begin = begin_of(hash);
  Slot* least = begin;
  for (Slot* slot = begin; slot != begin + kWays; ++slot) {
    slot->forget_with_time(now);
    if (slot->hash == hash) return *slot;
    const bool is_less = slot->failures != least->failures ? slot->failures < least->failures
                                                           : slot->last < least->last;
    if (is_less) least = slot;
  }
  *least = Slot{hash, {}, {}, 0};
  return *least;
}

void BindThrottle::Table::forget(std::uint64_t hash) {
  Slot* const begin = begin_of(hash);
  for (Slot* slot = begin; slot != begin + kWays; ++slot) {
    if (slot->hash == hash) *slot = Slot{};
  }
}

BindThrottle::BindThrottle(Options options)
    : options_(options),
      tables_(std::in_place, Tables{Table(options.longest.count() == 0 ? 0 : options.slots),
                                    Table(options.longest.count() == 0 ? 0 : options.slots)}) {}

BindThrottle::Admission BindThrottle::admit(std::string_view name, std::string_view peer,
                                            Moment now) {
  if (options_.longest.count() == 0) return {now, true};
  const auto both = hash_of(name, source_of(peer));
  const auto account = hash_of(name, {});
  const auto horizon = 2 * options_.longest;
  const auto longest_for_all = options_.longest / 4;
  return tables_.with([&](Tables& tables) -> Admission {
    Slot& here = tables.by_account_and_source.take(both, now);
    const Moment turn = std::max(now, here.next);
    if (turn - now > horizon) return {now + horizon, false};
    const auto count = [now](Slot& slot) {
      ++slot.failures;
      slot.last = now;
    };
    count(here);
    here.next = turn + pause_after(here.failures, kFreeFromOneSource, options_.longest);
    Slot& everywhere = tables.by_account.take(account, now);
    const Moment common_turn = std::max(now, everywhere.next);
    count(everywhere);
    everywhere.next =
        std::min(now + longest_for_all,
                 common_turn + pause_after(everywhere.failures, kFreeFromAll, longest_for_all));
    return {std::max(turn, common_turn), true};
  });
}

void BindThrottle::succeeded(std::string_view name, std::string_view peer) {
  if (options_.longest.count() == 0) return;
  const auto both = hash_of(name, source_of(peer));
  const auto account = hash_of(name, {});
  tables_.with([&](Tables& tables) {
    tables.by_account_and_source.forget(both);
    tables.by_account.forget(account);
  });
}

}  // namespace drawbridge::ldap::server
