#include "app/last_contacts.h"

#include "app/credentials.h"
#include "component/app/house.h"

namespace drawbridge::app {
namespace {

class LastContactsOfCredentials : public House {};

TEST_F(LastContactsOfCredentials, AreStoredForTokensAndServiceAccountsWithoutAnAuditEvent) {
  const auto user = make_user("jane", "Jane", "Roe");
  const auto token = must([&](Transaction& t) {
    return create_token(t, {user.uuid, "laptop", std::string(64, 'a'), 0});
  });
  const auto account = must([&](Transaction& t) {
    return create_ldap_account(t, {"cluster", std::nullopt, std::string(64, 'b')});
  });
  const auto events = [&] { return list<domain::AuditEvent>(*reader_, where::all())->size(); };
  const auto before = events();
  LastContacts contacts;
  contacts.note_token(token.uuid, Timestamp{1000000});
  contacts.note_ldap_account(account.uuid, Timestamp{2000000});
  ASSERT_TRUE(contacts.store(*writer_));
  EXPECT_EQ((*find<domain::ApiToken>(*reader_, token.uuid))->last_used, Timestamp{1000000});
  EXPECT_EQ((*find<domain::LdapAccount>(*reader_, account.uuid))->last_used, Timestamp{2000000});
  EXPECT_EQ(events(), before);
}

}  // namespace
}  // namespace drawbridge::app
