#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "app/accounts.h"
#include "app/memberships.h"
#include "app/offerings.h"
#include "app/organisations.h"
#include "app/people.h"
#include "app/resources.h"
#include "app/role_grants.h"
#include "app/writer.h"
#include "component/app/first_version.h"
#include "json/read.h"
#include "projection/directory_projection.h"
#include "store/sqlite/store.h"
#include "support/temp_directory.h"

namespace drawbridge::app {

/// A clock that stands still until it is told.
class ManualClock final : public Clock {
 public:
  Timestamp now() const override { return now_; }
  void advance(std::int64_t seconds) { now_.microseconds += seconds * 1000000; }

 private:
  Timestamp now_{1767225600000000};  // 2026-01-01
};

/// A real store with a writer and a projection, an organisation, a project and the use cases as
/// short calls. Calls that must not fail are ASSERTed by `must`.
class House : public ::testing::Test {
 protected:
  /// Runs a use case through the writer.
  template <class Command>
  auto run(Command command) {
    return writer_->run({std::nullopt, "test", "request"}, command);
  }

  template <class Command>
  auto must(Command command) {
    auto result = run(command);
    if (!result) throw std::runtime_error(result.error().field + ": " + result.error().message);
    return std::move(*result);
  }

  void SetUp() override {
    store_ = *store::open_store({(folder_ / "test.db").string(), true});
    reader_ = *store_->reader();
    ASSERT_TRUE(test::publish_first_version(*store_, projection_, clock_.now()));
    writer_ = std::make_unique<Writer>(*store_, projection_, clock_);
    customer_ = must([](Transaction& t) {
      domain::Customer wanted;
      wanted.name = "Provider";
      wanted.slug = "provider";
      return create_customer(t, wanted);
    });
    project_ = make_project("Astro");
  }

  domain::Project make_project(const std::string& name) {
    return must([&](Transaction& t) {
      domain::Project wanted;
      wanted.name = name;
      wanted.customer_uuid = customer_.uuid;
      return create_project(t, wanted);
    });
  }

  /// An Active offering with the switch on and `more` plugin options (JSON members).
  domain::Offering make_offering(const std::string& slug, const std::string& policy,
                                 const std::string& more = "") {
    NewOffering wanted;
    wanted.offering.customer_uuid = customer_.uuid;
    wanted.offering.name = slug;
    wanted.offering.type = "Marketplace.Slurm";
    wanted.slug = slug;
    wanted.plugin_options = *json::parse(
        R"({"service_provider_can_create_offering_user":true,"username_generation_policy":")" +
        policy + "\"" + (more.empty() ? "" : "," + more) + "}");
    const auto made = must([&](Transaction& t) { return create_offering(t, wanted); });
    return must([&](Transaction& t) {
      return change_offering_state(t, rules_, made.uuid, domain::OfferingState::kActive,
                                   {domain::OfferingState::kDraft});
    });
  }

  domain::User make_user(const std::string& username, const std::string& first,
                         const std::string& last) {
    domain::User user;
    user.username = username;
    user.first_name = first;
    user.last_name = last;
    user.email = "person@example.org";
    return must([&](Transaction& t) { return create_user(t, user); });
  }

  domain::Resource make_resource(const domain::Offering& offering, const domain::Project& project) {
    NewResource wanted;
    wanted.name = "allocation";
    wanted.offering_uuid = offering.uuid;
    wanted.project_uuid = project.uuid;
    return must([&](Transaction& t) { return create_resource(t, rules_, wanted); });
  }

  Result<domain::OfferingUser> create(const domain::Offering& offering, const domain::User& user,
                                      std::optional<std::string> username = std::nullopt) {
    return run([&](Transaction& t) {
      return create_offering_user(t, rules_, {offering.uuid, user.uuid, username});
    });
  }

  domain::OfferingUser created(const domain::Offering& offering, const domain::User& user,
                               std::optional<std::string> username = std::nullopt) {
    return create(offering, user, std::move(username)).value();
  }

  GrantRequest on_project(const domain::Project& project, const domain::User& user,
                          std::optional<Timestamp> until = std::nullopt) {
    return {"project", project.uuid, "PROJECT.MEMBER", user.uuid, until, std::nullopt};
  }
  void grant(const domain::Project& project, const domain::User& user,
             std::optional<Timestamp> until = std::nullopt) {
    must([&](Transaction& t) { return add_grant(t, rules_, on_project(project, user, until)); });
  }
  void revoke(const domain::Project& project, const domain::User& user) {
    must([&](Transaction& t) { return revoke_grants(t, on_project(project, user)); });
  }

  std::optional<domain::OfferingUser> account_of(const domain::Offering& offering,
                                                 const domain::User& user) {
    return *find_where<domain::OfferingUser>(
        *reader_, where::both(where::equal("offering_uuid", offering.uuid),
                              where::equal("user_uuid", user.uuid)));
  }

  /// What the outputs show of an account now.
  AccountOutcome outcome_of(const domain::OfferingUser& account) {
    return *load_account(*reader_, rules_.views, clock_.now(), account.uuid);
  }

  test::TempDirectory folder_;
  ManualClock clock_;
  Rules rules_;
  projection::DirectoryProjection projection_{
      *projection::Dit::below(*ldap::dn::Dn::parse("dc=example,dc=org")), {}};
  std::unique_ptr<Store> store_;
  std::unique_ptr<StoreReader> reader_;
  std::unique_ptr<Writer> writer_;
  domain::Customer customer_;
  domain::Project project_;
};

}  // namespace drawbridge::app
