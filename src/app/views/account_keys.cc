#include "app/views/account_keys.h"

#include <string>
#include <vector>

#include "app/views/view_facts.h"
#include "app/views/view_rows.h"

namespace drawbridge::app {

Result<AccountView> load_account_keys(StoreReader& store, Timestamp now,
                                      const AccountView& before) {
  AccountView view = before;
  view.modified = now;  // which the writer notes of every account that a change reaches
  if (view.disabled || !view.user_uuid) return view;
  std::vector<std::string> keys;
  DRAWBRIDGE_CHECK(
      store.for_each(select_keys(where::equal("user_uuid", *view.user_uuid)), [&](Row& row) {
        keys.push_back(take<std::string>(row, 1));
        return true;
      }));
  view.ssh_keys = distinct_keys({keys.begin(), keys.end()});
  return view;
}

}  // namespace drawbridge::app
