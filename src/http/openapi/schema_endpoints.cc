#include "http/openapi/schema_endpoints.h"

#include <memory>
#include <string>
#include <utility>

#include "crypto/digest.h"
#include "http/entity_tag.h"
#include "http/openapi/document.h"
#include "http/openapi/viewer_files.h"

namespace drawbridge::http {
namespace {

/// The viewer loads from here alone, runs no inline script and is shown in nobody's frame. It draws
/// its icons from data URLs.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What is the same for every caller, with its entity tag.
struct FixedContent {
  std::string_view content_type;
  std::string_view bytes;
  std::string etag;
};

std::string tag_of(std::string_view bytes) {
  return '"' + crypto::sha256_hex(bytes).substr(0, 32) + '"';
}

Response fixed_response(const Call& call, const FixedContent& content) {
  Response response;
  response.content_type = std::string(content.content_type);
  response.set("ETag", content.etag);
  response.set("Cache-Control", "public, no-cache");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy", std::string(kPolicy));
  const auto known = call.request().header("If-None-Match");
  if (!known.empty() && names_tag(known, content.etag)) {
    response.status = 304;
    return response;
  }
  response.body = std::string(content.bytes);
  return response;
}

void add_viewer_routes(Router& router) {
  const std::string folder = "/api/docs/";
  for (const auto& file : viewer_files()) {
    const FixedContent content{file.content_type, file.bytes, tag_of(file.bytes)};
    const bool is_page = &file == viewer_files().data();
    router.add(
        "GET", is_page ? folder : folder + std::string(file.name),
        [content](const Call& call) -> Result<Response> { return fixed_response(call, content); },
        Audience::kAnybody);
  }
}

/// The document's text, which comes when all routes are there.
struct Document {
  std::string text;
  FixedContent content;
};

}  // namespace

void add_schema_routes(Router& router, std::string_view version) {
  add_viewer_routes(router);
  const auto document = std::make_shared<Document>();
  router.add(
      "GET", "/api/schema/",
      [document](const Call& call) -> Result<Response> {
        return fixed_response(call, document->content);
      },
      Audience::kAnybody);
  document->text = openapi_document(router, version);
  document->content = {"application/json", document->text, tag_of(document->text)};
}

}  // namespace drawbridge::http
