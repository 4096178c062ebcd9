#include <utility>

#include "app/record_json.h"
#include "app/records.h"
#include "app/state_file/state_file.h"
#include "domain/account_records.h"
#include "domain/checklist_records.h"

namespace drawbridge::app {
namespace {

using LineSink = std::function<void(std::string_view)>;

template <class R>
void write_line(const R& record, bool include_secrets, std::string& text) {
  text.clear();
  json::Writer out(text);
  out.begin_object().field("kind", R::kKind);
  visit_fields(record, [&](std::string_view name, const auto& field, domain::FieldUse use) {
    if (use == domain::FieldUse::kInternal) return;
    if (use == domain::FieldUse::kSecret && !include_secrets) return;
    out.key(name);
    write_field(out, field);
  });
  out.end_object();
  text.push_back('\n');
}

template <class R>
Status export_kind(StoreReader& store, bool include_secrets, const LineSink& line,
                   Condition where = {}) {
  auto select = select_records<R>(std::move(where));
  select.order = {{"uuid", false}};
  std::string text;
  return store.for_each(select, [&](Row& row) {
    write_line(from_row<R>(row), include_secrets, text);
    line(text);
    return true;
  });
}

Status export_scopes(StoreReader& store, bool secrets, const LineSink& line) {
  using namespace domain;
  DRAWBRIDGE_CHECK(export_kind<Customer>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<Project>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<User>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<SshPublicKey>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<Role>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<ServiceProvider>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<Category>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<Checklist>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<ChecklistQuestion>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<OfferingProfile>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<Offering>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<OfferingTermsOfService>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<OfferingUserAttributeConfig>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<UserOfferingConsent>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<Resource>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<RoleGrant>(store, secrets, line));
  return export_kind<PosixIdPool>(store, secrets, line);
}

Status export_accounts(StoreReader& store, bool secrets, const LineSink& line) {
  using namespace domain;
  DRAWBRIDGE_CHECK(export_kind<OfferingUser>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<OfferingUserGroup>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<OfferingRoleGroup>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<RobotAccount>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<CourseAccount>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<ProjectServiceAccount>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<CustomerServiceAccount>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<ChecklistCompletion>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<ChecklistAnswer>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<PosixIdentity>(store, secrets, line));
  // Names in use come with their accounts; those no longer used stay their holders' all the same.
  DRAWBRIDGE_CHECK(export_kind<AccountName>(store, secrets, line, where::is_false("in_use")));
  if (!secrets) return {};
  DRAWBRIDGE_CHECK(export_kind<ApiToken>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<LdapAccount>(store, secrets, line));
  DRAWBRIDGE_CHECK(export_kind<LdapPassword>(store, secrets, line));
  return export_kind<WebHook>(store, secrets, line);
}

}  // namespace

Status export_state(StoreReader& store, bool include_secrets, const LineSink& line) {
  line("{\"kind\":\"drawbridge-state\",\"version\":1}\n");
  DRAWBRIDGE_CHECK(export_scopes(store, include_secrets, line));
  return export_accounts(store, include_secrets, line);
}

}  // namespace drawbridge::app
