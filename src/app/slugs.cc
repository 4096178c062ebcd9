#include "app/slugs.h"

#include "app/records.h"
#include "domain/records.h"
#include "domain/slug.h"

namespace drawbridge::app {
namespace {

Status check(std::string_view kind, std::string_view slug) {
  return kind == domain::Offering::kKind ? domain::check_offering_slug(slug)
                                         : domain::check_slug(slug);
}

Result<bool> is_taken(StoreReader& store, std::string_view kind, const std::string& slug) {
  Select select;
  select.kind = std::string(kind);
  select.fields = {"uuid"};
  select.where = where::equal_no_case("slug", slug);
  select.limit = 1;
  DRAWBRIDGE_TRY(const auto count, store.count(select));
  return count > 0;
}

}  // namespace

Result<std::string> choose_slug(StoreReader& store, std::string_view kind,
                                const std::optional<std::string>& wanted, std::string_view name,
                                const Uuid& uuid) {
  if (wanted && !wanted->empty()) {
    DRAWBRIDGE_CHECK(check(kind, *wanted));
    DRAWBRIDGE_TRY(const auto taken, is_taken(store, kind, *wanted));
    if (taken) return fail(ErrorCode::kInvalid, "This slug is already used.", "slug");
    return *wanted;
  }
  auto base = domain::slugify(name);
  if (base.empty()) base = uuid.hex();
  constexpr std::uint64_t kMostTried = 1000;
  for (std::uint64_t number = 1; number <= kMostTried; ++number) {
    auto slug = domain::numbered_slug(base, number);
    if (!check(kind, slug)) continue;
    DRAWBRIDGE_TRY(const auto taken, is_taken(store, kind, slug));
    if (!taken) return slug;
  }
  return uuid.hex();
}

}  // namespace drawbridge::app
