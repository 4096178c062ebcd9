#include "projection/offering_builder.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/shares.h"
#include "projection/servable.h"

namespace drawbridge::projection {
namespace {

/// Views that are worth a thread: some 5 ms of looking at each whole.
constexpr std::size_t kWorthAThread = 5000;

using SkippedItems = std::vector<std::shared_ptr<const app::SkippedView>>;

void skip(SkippedItems& skipped, const Uuid& uuid, const std::string& name, std::string reason) {
  skipped.push_back(
      std::make_shared<const app::SkippedView>(app::SkippedView{uuid, name, std::move(reason)}));
}

/// The sound ones, in the order of `views`.
template <class View>
std::vector<std::shared_ptr<const View>> take_sound(std::vector<std::shared_ptr<const View>>& views,
                                                    Threads threads, SkippedItems& skipped) {
  struct Taken {
    std::vector<std::shared_ptr<const View>> sound;
    SkippedItems skipped;
  };
  const std::size_t least = threads == Threads::kOne ? views.size() + 1 : kWorthAThread;
  auto shares = in_shares(views.size(), least, [&](std::size_t begin, std::size_t end) {
    Taken taken;
    taken.sound.reserve(end - begin);
    for (auto& view : std::span(views).subspan(begin, end - begin)) {
      std::string reason = why_unservable(*view);
      if (reason.empty()) {
        taken.sound.push_back(std::move(view));
      } else {
        skip(taken.skipped, view->uuid, name_of(*view), std::move(reason));
      }
    }
    return taken;
  });
  auto sound = std::move(shares.front().sound);
  sound.reserve(views.size());
  for (auto& share : shares) {
    if (&share != &shares.front()) std::ranges::move(share.sound, std::back_inserter(sound));
    std::ranges::move(share.skipped, std::back_inserter(skipped));
  }
  return sound;
}

/// Whether each has a name behind that of the one before.
template <class View>
bool are_in_order_of_names(const std::vector<std::shared_ptr<const View>>& views, Threads threads) {
  const std::size_t least = threads == Threads::kOne ? views.size() + 1 : kWorthAThread;
  const auto shares = in_shares(views.size(), least, [&](std::size_t begin, std::size_t end) {
    const NameOrder less;
    for (std::size_t at = std::max<std::size_t>(begin, 1); at < end; ++at) {
      if (!less(name_of(*views[at - 1]), name_of(*views[at]))) return false;
    }
    return true;
  });
  return std::ranges::all_of(shares, std::identity());
}

/// The sound ones in the order of their names, each name once, the smallest uuid first.
template <class View>
std::vector<std::shared_ptr<const View>> settle(std::vector<std::shared_ptr<const View>>& views,
                                                std::string_view taken_reason, Threads threads,
                                                SkippedItems& skipped, bool& has_clashes) {
  auto sound = take_sound(views, threads, skipped);
  if (are_in_order_of_names(sound, threads)) return sound;
  const NameOrder less;
  const auto by_name_and_uuid = [less](const auto& a, const auto& b) {
    if (less(name_of(*a), name_of(*b))) return true;
    return !less(name_of(*b), name_of(*a)) && a->uuid < b->uuid;
  };
  std::sort(sound.begin(), sound.end(), by_name_and_uuid);
  std::vector<std::shared_ptr<const View>> settled;
  settled.reserve(sound.size());
  for (auto& view : sound) {
    if (settled.empty() || less(name_of(*settled.back()), name_of(*view))) {
      settled.push_back(std::move(view));
      continue;
    }
    has_clashes = true;
    skip(skipped, view->uuid, name_of(*view), std::string(taken_reason));
  }
  return settled;
}

/// A map of `views` under `key`.
/// @tparam Less  of the keys; void: the views are in the order of the map
template <class Map, class Less = std::less<>, class Views, class Key>
Map map_of(const Views& views, Key key) {
  std::vector<typename Map::Item> items;
  items.reserve(views.size());
  for (const auto& view : views) {
    if constexpr (std::is_same_v<decltype(Map::Item::value), Nothing>) {
      items.push_back({key(*view), Nothing{}});
    } else {
      items.push_back({key(*view), view});
    }
  }
  if constexpr (!std::is_void_v<Less>) {
    const auto by_key = [](const auto& a, const auto& b) { return Less()(a.key, b.key); };
    if (!std::is_sorted(items.begin(), items.end(), by_key)) {
      std::sort(items.begin(), items.end(), by_key);
    }
  }
  return Map::from_sorted(std::move(items));
}

decltype(OfferingOutput::due) due_map(const std::vector<AccountPointer>& accounts,
                                      const std::vector<GroupPointer>& groups) {
  std::vector<PersistentMap<Due, Nothing>::Item> items;
  for (const auto& account : accounts) {
    if (const auto due = due_of(*account)) items.push_back({*due, Nothing{}});
  }
  for (const auto& group : groups) {
    if (const auto due = due_of(*group)) items.push_back({*due, Nothing{}});
  }
  std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return decltype(OfferingOutput::due)::from_sorted(std::move(items));
}

}  // namespace

OfferingOutput build_offering(app::OfferingContents contents, std::optional<Branch> branch,
                              Threads threads) {
  OfferingOutput output;
  output.facts = std::move(contents.facts);
  output.branch = std::move(branch);
  SkippedItems skipped;
  for (auto& view : contents.skipped) {
    skipped.push_back(std::make_shared<const app::SkippedView>(std::move(view)));
  }
  const auto accounts = settle(contents.accounts, kNameTaken, threads, skipped, output.has_clashes);
  const auto groups = settle(contents.groups, kNameTaken, threads, skipped, output.has_clashes);
  const auto name = [](const auto& view) { return std::string_view(name_of(view)); };
  const auto uuid = [](const auto& view) { return view.uuid; };
  constexpr std::size_t kWorthBesides = 10'000;  // maps of some 20 ms
  if (accounts.size() < kWorthBesides) threads = Threads::kOne;
  auto beside = begin_work(threads, [&] {
    output.accounts_by_uuid = map_of<decltype(output.accounts_by_uuid)>(accounts, uuid);
    output.due = due_map(accounts, groups);
  });
  output.accounts = map_of<decltype(output.accounts), void>(accounts, name);
  output.personal_gids = map_of<decltype(output.personal_gids)>(accounts, [](const auto& view) {
    return NumberHolder{view.primary_gid, view.uuid};
  });
  output.groups = map_of<decltype(output.groups), void>(groups, name);
  output.groups_by_uuid = map_of<decltype(output.groups_by_uuid)>(groups, uuid);
  output.group_gids = map_of<decltype(output.group_gids)>(groups, [](const auto& view) {
    return NumberHolder{view.gid, view.uuid};
  });
  output.skipped = map_of<decltype(output.skipped)>(skipped, uuid);
  beside.get();
  return output;
}

}  // namespace drawbridge::projection
