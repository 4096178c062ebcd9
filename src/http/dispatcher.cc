#include "http/dispatcher.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <string>

#include "base/text.h"
#include "http/authentication.h"
#include "http/error_map.h"

namespace drawbridge::http {
namespace {

constexpr std::array<std::string_view, 5> kStatusClasses = {"1xx", "2xx", "3xx", "4xx", "5xx"};

bool is_json(std::string_view content_type) {
  const auto media = trim(content_type.substr(0, content_type.find(';')));
  return media.empty() || equal_ignoring_case(media, "application/json") ||
         ascii_lower(media).ends_with("+json");
}

Response method_not_allowed(const Request& request, const Router::Path& path) {
  auto response = detail_response(405, "Method \"" + request.method + "\" not allowed.");
  response.set("Allow", path.allowed_methods());
  return response;
}

}  // namespace

Dispatcher::Dispatcher(const Router& router, const Services& services)
    : router_(&router), services_(&services), readers_(*services.store) {
  counters_.resize(router.paths().size() + 1);
  for (const auto& path : router.paths()) {
    for (std::size_t i = 0; i < kStatusClasses.size(); ++i) {
      counters_[path.index].by_status_class[i] = &services.metrics->counter(
          "drawbridge_http_requests_total", "HTTP requests answered",
          {{"path", path.pattern}, {"status", std::string(kStatusClasses[i])}});
    }
  }
  for (std::size_t i = 0; i < kStatusClasses.size(); ++i) {
    counters_.back().by_status_class[i] =
        &services.metrics->counter("drawbridge_http_requests_total", "HTTP requests answered",
                                   {{"path", "other"}, {"status", std::string(kStatusClasses[i])}});
  }
  seconds_ = &services.metrics->histogram("drawbridge_http_request_seconds",
                                          "Time from the request's last byte to its answer",
                                          latency_bounds_seconds());
}

Response Dispatcher::answer(const Request& request) {
  const Timestamp start = services_->clock->now();
  const auto match = router_->match(request.path);
  Result<Response> outcome = not_found();
  try {
    outcome = route(request, match ? &*match : nullptr);
  } catch (const std::exception& bug) {
    outcome = fail(ErrorCode::kInternal, bug.what());
  }
  return finish(request, match ? match->path : nullptr, std::move(outcome), start);
}

Response Dispatcher::refuse(const Request& request, const Error& error) {
  services_->logger->write(Message::kHttpRefused, {{"request_id", request.request_id},
                                                   {"client", request.remote_address},
                                                   {"reason", error.message}});
  Response response = error_response(error, request.request_id);
  response.set("X-Request-ID", request.request_id);
  response.closes_connection = true;
  counters_.back().by_status_class[3]->add();
  return response;
}

Result<Response> Dispatcher::route(const Request& request, const Router::Match* match) {
  if (match == nullptr) return not_found();
  return call_endpoint(request, *match);
}

Result<Response> Dispatcher::call_endpoint(const Request& request, const Router::Match& match) {
  std::optional<ReaderPool::Lease> lease;
  std::optional<app::Principal> principal;
  if (match.path->audience == Audience::kAuthenticated) {
    DRAWBRIDGE_TRY(auto fresh, readers_.lease());
    lease.emplace(std::move(fresh));
    DRAWBRIDGE_TRY(principal, authenticate(request, lease->reader(), *services_));
  }
  const Endpoint* endpoint = match.path->endpoint(request.method);
  if (endpoint == nullptr) return method_not_allowed(request, *match.path);
  if (!request.body.empty() && !is_json(request.header("Content-Type"))) {
    return detail_response(415, "Unsupported media type \"" +
                                    std::string(request.header("Content-Type")) + "\" in request.");
  }
  const Call call(request, match.parameters, principal ? &*principal : nullptr,
                  lease ? &lease->reader() : nullptr, *services_);
  return (*endpoint)(call);
}

Response Dispatcher::finish(const Request& request, const Router::Path* path,
                            Result<Response> outcome, Timestamp start) {
  if (!outcome && outcome.error().code == ErrorCode::kInternal) {
    services_->logger->write(Message::kHttpFault, {{"request_id", request.request_id},
                                                   {"method", request.method},
                                                   {"path", request.path},
                                                   {"reason", outcome.error().message}});
  }
  if (!outcome && outcome.error().code == ErrorCode::kUnauthenticated &&
      !request.header("Authorization").empty()) {
    services_->logger->write(Message::kAuthenticationFailed, {{"request_id", request.request_id},
                                                              {"client", request.remote_address},
                                                              {"reason", outcome.error().message}});
  }
  Response response =
      outcome ? std::move(*outcome) : error_response(outcome.error(), request.request_id);
  response.set("X-Request-ID", request.request_id);
  if (response.wait) return response;  // counted when it is answered
  const auto microseconds = services_->clock->now().microseconds - start.microseconds;
  const auto status_class = std::clamp(response.status / 100, 1, 5) - 1;
  const auto index = path == nullptr ? counters_.size() - 1 : path->index;
  counters_[index].by_status_class[static_cast<std::size_t>(status_class)]->add();
  seconds_->observe(static_cast<double>(microseconds) / 1e6);
  if (services_->logger->is_on(Message::kHttpRequest)) {
    services_->logger->write(Message::kHttpRequest, {{"request_id", request.request_id},
                                                     {"client", request.remote_address},
                                                     {"method", request.method},
                                                     {"path", request.path},
                                                     {"status", response.status},
                                                     {"microseconds", microseconds}});
  }
  return response;
}

}  // namespace drawbridge::http
