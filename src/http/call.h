#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/actor.h"
#include "app/ports.h"
#include "base/uuid.h"
#include "http/request.h"
#include "http/services.h"

namespace drawbridge::app {
struct Principal;
}  // namespace drawbridge::app

namespace drawbridge::http {

/// The segments that a pattern's braces took, in order.
struct PathParameters {
  std::vector<Uuid> uuids;
  std::vector<std::string> texts;
};

/// One request with all that an endpoint needs to answer it. Lives as long as the endpoint runs.
class Call {
 public:
  /// @param principal  null for an endpoint that is open to anybody
  /// @param store      a reader of this thread alone; null for an endpoint that is open to anybody,
  ///                   so that /livez answers whatever the store does
  Call(const Request& request, PathParameters path, const app::Principal* principal,
       app::StoreReader* store, const Services& services)
      : request_(&request),
        path_(std::move(path)),
        principal_(principal),
        store_(store),
        services_(&services) {}

  const Request& request() const { return *request_; }
  const QueryString& query() const { return request_->query; }
  /// Who asks. Only for endpoints of Audience::kAuthenticated.
  const app::Principal& principal() const { return *principal_; }
  /// Reads; each sees the last commit, so what writer() acknowledged is there. Only for endpoints
  /// of Audience::kAuthenticated.
  app::StoreReader& store() const { return *store_; }
  const Services& services() const { return *services_; }
  app::Writer& writer() const { return *services_->writer; }
  Timestamp now() const { return services_->clock->now(); }

  /// The path's first (only) UUID.
  const Uuid& uuid() const { return path_.uuids.front(); }
  const PathParameters& path() const { return path_; }

  /// Who makes the change, for the writer.
  app::Actor actor() const;

  /// The absolute URL of an object: `url("users", uuid)` is `<base>/api/users/<hex>/`.
  std::string url(std::string_view collection, const Uuid& uuid) const;

 private:
  const Request* request_;
  PathParameters path_;
  const app::Principal* principal_;
  app::StoreReader* store_;
  const Services* services_;
};

}  // namespace drawbridge::http
