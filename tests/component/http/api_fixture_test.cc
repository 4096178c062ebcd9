#include "component/http/api_fixture.h"

#include "crypto/token.h"
#include "http/endpoints/glauth_endpoints.h"
#include "http/endpoints/group_endpoints.h"
#include "http/endpoints/health_endpoints.h"
#include "http/endpoints/offering_endpoints.h"
#include "http/endpoints/offering_lists.h"
#include "http/endpoints/offering_user_endpoints.h"
#include "http/endpoints/resource_endpoints.h"
#include "http/endpoints/user_endpoints.h"
#include "http/events/change_feed_endpoint.h"
#include "http/events/event_endpoints.h"
#include "http/events/web_hook_endpoints.h"
#include "ldap/dn/dn.h"
#include "store/sqlite/store.h"

namespace drawbridge::test {
namespace {

class SilentSink final : public LogSink {
 public:
  void write(std::string_view) override {}
};

}  // namespace

ApiTest::ApiTest() {
  sink_ = std::make_unique<SilentSink>();
  logger_ = std::make_unique<Logger>(*sink_, clock_);
  rules_.names = domain::NameRules::compile("^[a-z_][a-z0-9._-]{0,31}$", {"root"}).value();
  store_ = store::open_store({(directory_ / "test.db").string(), true}).value();
  const auto base = ldap::dn::Dn::parse("dc=example,dc=org").value();
  projection_ = std::make_unique<projection::DirectoryProjection>(
      projection::Dit::below(base).value(), rules_.views);
  {
    const auto reader = store_->reader().value();
    EXPECT_TRUE(projection_->rebuild(*reader, clock_.now()));
  }
  outputs_ = std::make_unique<projection::GlauthProjection>(projection_->snapshot());
  writer_ = std::make_unique<app::Writer>(*store_, *projection_, clock_);
  services_.store = store_.get();
  services_.writer = writer_.get();
  services_.outputs = outputs_.get();
  services_.rules = &rules_;
  services_.clock = &clock_;
  services_.logger = logger_.get();
  services_.metrics = &metrics_;
  http::add_health_routes(router_);
  http::add_offering_user_routes(router_);
  http::add_offering_routes(router_);
  http::add_offering_identity_routes(router_);
  http::add_offering_list_routes(router_);
  http::add_glauth_routes(router_);
  http::add_resource_routes(router_);
  http::add_group_routes(router_);
  http::add_user_routes(router_);
  http::add_event_routes(router_);
  http::add_web_hook_routes(router_);
  http::add_change_feed_routes(router_);
  dispatcher_ = std::make_unique<http::Dispatcher>(router_, services_);

  provider_.name = "Provider";
  provider_.slug = "provider";
  provider_ = put(provider_);
  consumer_.name = "Consumer";
  consumer_.slug = "consumer";
  consumer_ = put(consumer_);
  domain::ServiceProvider service;
  service.customer_uuid = provider_.uuid;
  put(service);
  staff_.username = "staff";
  staff_.is_staff = true;
  staff_ = put(staff_);
  domain::ApiToken token;
  token.user_uuid = staff_.uuid;
  token.digest = crypto::token_digest("staff-token");
  put(token);
}

ApiTest::~ApiTest() = default;

std::string ApiTest::Answer::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return "";
}

ApiTest::Answer ApiTest::ask(std::string_view user, std::string_view method,
                             std::string_view target, std::string_view body,
                             std::vector<http::Header> headers) {
  http::Request request;
  request.method = std::string(method);
  const auto question = std::min(target.find('?'), target.size());
  request.path = std::string(target.substr(0, question));
  if (question < target.size()) {
    request.query = http::QueryString::parse(target.substr(question + 1)).value();
  }
  request.headers = std::move(headers);
  if (!user.empty()) {
    request.headers.emplace_back("Authorization", "Token " + std::string(user) + "-token");
  }
  request.body = std::string(body);
  request.request_id = "test";
  request.is_loopback = true;
  request.base_url = "http://host";
  auto response = dispatcher_->answer(request);
  Answer answer{response.status, std::move(response.body), response.content_type,
                std::move(response.headers)};
  if (response.stream) {
    for (bool more = true; more;) more = response.stream->next(answer.text);
  }
  return answer;
}

domain::User ApiTest::add_person(const std::string& username, const std::string& first,
                                 const std::string& last) {
  domain::User user;
  user.username = username;
  user.first_name = first;
  user.last_name = last;
  user.email = username + "@example.org";
  user = put(user);
  domain::ApiToken token;
  token.user_uuid = user.uuid;
  token.digest = crypto::token_digest(username + "-token");
  put(token);
  return user;
}

void ApiTest::grant(const domain::User& user, const std::string& role,
                    const std::string& scope_type, const Uuid& scope) {
  domain::RoleGrant grant;
  grant.user_uuid = user.uuid;
  grant.role_name = role;
  grant.scope_type = scope_type;
  grant.scope_uuid = scope;
  put(grant);
}

domain::Offering ApiTest::add_offering(const std::string& slug, const std::string& options) {
  domain::Offering offering;
  offering.customer_uuid = provider_.uuid;
  offering.name = slug;
  offering.slug = slug;
  offering.type = "Marketplace.Slurm";
  offering.state = domain::OfferingState::kActive;
  offering.shared = true;
  offering.plugin_options.text = options;
  return put(offering);
}

domain::Project ApiTest::add_project(const std::string& slug, const domain::Offering& offering) {
  domain::Project project;
  project.name = slug;
  project.slug = slug;
  project.customer_uuid = consumer_.uuid;
  project = put(project);
  domain::Resource resource;
  resource.name = slug;
  resource.slug = slug;
  resource.offering_uuid = offering.uuid;
  resource.project_uuid = project.uuid;
  resource.state = domain::ResourceState::kOk;
  put(resource);
  return project;
}

std::string ApiTest::offering_path(const domain::Offering& offering,
                                   std::string_view action) const {
  std::string path = "/api/marketplace-provider-offerings/" + offering.uuid.hex() + "/";
  if (!action.empty()) path.append(action).append("/");
  return path;
}

}  // namespace drawbridge::test
