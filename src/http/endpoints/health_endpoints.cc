#include "http/endpoints/health_endpoints.h"

#include "json/write.h"

namespace drawbridge::http {
namespace {

Result<Response> live(const Call&) { return json_response(200, R"({"status":"ok"})"); }

Result<Response> ready(const Call& call) {
  const auto& reasons_of = call.services().not_ready_reasons;
  const auto reasons = reasons_of ? reasons_of() : std::vector<std::string>();
  Response response = json_response(reasons.empty() ? 200 : 503, {});
  json::Writer out(response.body);
  out.begin_object().field("status", reasons.empty() ? "ok" : "not ready");
  out.key("reasons").begin_array();
  for (const auto& reason : reasons) out.value(reason);
  out.end_array().end_object();
  return response;
}

Result<Response> metrics(const Call& call) {
  Response response;
  response.body = call.services().metrics->exposition();
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

}  // namespace

void add_health_routes(Router& router) {
  router.add("GET", "/livez", live, Audience::kAnybody);
  router.add("GET", "/readyz", ready, Audience::kAnybody);
  router.add("GET", "/metrics", metrics, Audience::kAnybody);
}

}  // namespace drawbridge::http
