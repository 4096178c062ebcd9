#include "http/poco_adapter.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerRequestImpl.h>

#include <algorithm>
#include <array>
#include <exception>
#include <istream>
#include <ostream>
#include <utility>

#include "base/text.h"
#include "base/uuid.h"
#include "http/error_map.h"

namespace drawbridge::http {
namespace {

using Poco::Net::HTTPMessage;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr std::size_t kRequestIdMax = 64;
constexpr std::size_t kHostMax = 255;

bool is_word(std::string_view text, std::string_view punctuation) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
           punctuation.find(c) != std::string_view::npos;
  });
}

std::string request_id_of(const HTTPServerRequest& in) {
  const std::string given = in.get("X-Request-ID", "");
  const bool usable = !given.empty() && given.size() <= kRequestIdMax && is_word(given, "._-");
  return usable ? given : Uuid::random().hex();
}

/// The Host header, which ends up in the URLs we answer: only what a host can be made of.
Result<std::string> host_of(const HTTPServerRequest& in) {
  if (!in.has("Host")) return in.serverAddress().toString();
  const std::string& host = in.get("Host");
  if (host.empty() || host.size() > kHostMax || !is_word(host, ".-_:[]")) {
    return fail(ErrorCode::kInvalid, "The Host header is not a host name.");
  }
  return host;
}

Status read_target(const std::string& target, Request& request) {
  if (target.empty() || target.front() != '/') {
    return fail(ErrorCode::kInvalid, "The address must be a path.");
  }
  const std::string_view text(target);
  const auto question = std::min(text.find('?'), text.size());
  const auto fragment = std::min(text.find('#'), text.size());
  const auto path_end = std::min(question, fragment);
  DRAWBRIDGE_TRY(request.path, percent_decode(text.substr(0, path_end), false));
  if (question < fragment) {
    DRAWBRIDGE_TRY(request.query,
                   QueryString::parse(text.substr(question + 1, fragment - question - 1)));
  }
  return {};
}

/// Whether a body follows, said in exactly one way: two lengths are how requests are smuggled.
Result<bool> has_body(const HTTPServerRequest& in, const Request& request) {
  std::size_t lengths = 0;
  std::size_t encodings = 0;
  for (const auto& [name, value] : request.headers) {
    if (equal_ignoring_case(name, "Content-Length")) ++lengths;
    if (equal_ignoring_case(name, "Transfer-Encoding")) ++encodings;
  }
  if (lengths + encodings > 1) {
    return fail(ErrorCode::kInvalid, "The length of the body is said more than once.");
  }
  if (encodings == 1 && !in.getChunkedTransferEncoding()) {
    return fail(ErrorCode::kInvalid, "The transfer encoding is not supported.");
  }
  return encodings == 1 || (lengths == 1 && in.getContentLength64() != 0);
}

tl::unexpected<Error> body_too_large(std::size_t limit) {
  return fail(ErrorCode::kTooLarge, "The body is larger than " + std::to_string(limit) + " bytes.");
}

Status read_body(HTTPServerRequest& in, std::size_t limit, std::string& body) {
  const bool is_chunked = in.getChunkedTransferEncoding();
  if (!is_chunked) {
    const auto length = in.getContentLength64();
    if (length < 0) return fail(ErrorCode::kInvalid, "The length of the body is not a number.");
    if (static_cast<std::uint64_t>(length) > limit) return body_too_large(limit);
    body.reserve(static_cast<std::size_t>(length));
  }
  std::array<char, 16384> buffer{};
  std::istream& stream = in.stream();
  while (stream.good()) {
    stream.read(buffer.data(), buffer.size());
    body.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    if (body.size() > limit) return body_too_large(limit);
  }
  if (!is_chunked && body.size() != static_cast<std::uint64_t>(in.getContentLength64())) {
    return fail(ErrorCode::kInvalid, "The body ended too early.");
  }
  return {};
}

Status read_request(HTTPServerRequest& in, const AdapterOptions& options, Request& request) {
  request.method = in.getMethod();
  for (const auto& [name, value] : in) request.headers.emplace_back(name, value);
  request.is_secure = in.secure();
  request.is_loopback = in.clientAddress().host().isLoopback();
  DRAWBRIDGE_CHECK(read_target(in.getURI(), request));
  if (options.public_url.empty()) {
    DRAWBRIDGE_TRY(const auto host, host_of(in));
    request.base_url = (request.is_secure ? "https://" : "http://") + host;
  } else {
    request.base_url = options.public_url;
  }
  DRAWBRIDGE_TRY(const bool body_follows, has_body(in, request));
  if (body_follows) DRAWBRIDGE_CHECK(read_body(in, options.body_max_bytes, request.body));
  return {};
}

void send_stream(HTTPServerRequest& in, HTTPServerResponse& out, app::TextStream& stream) {
  if (in.getVersion() == HTTPMessage::HTTP_1_1) {
    out.setChunkedTransferEncoding(true);
  } else {
    out.setKeepAlive(false);  // the end of the connection is the end of the text
  }
  std::ostream& wire = out.send();
  std::string piece;
  for (bool more = true; more && wire.good();) {
    piece.clear();
    more = stream.next(piece);
    wire.write(piece.data(), static_cast<std::streamsize>(piece.size()));
  }
}

void send(HTTPServerRequest& in, HTTPServerResponse& out, const Response& response) {
  out.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(response.status));
  for (const auto& [name, value] : response.headers) out.set(name, value);
  const bool has_content = response.status != 204 && response.status != 304;
  if (has_content) out.setContentType(response.content_type);
  if (response.stream && has_content && in.getMethod() != "HEAD") {
    send_stream(in, out, *response.stream);
  } else if (has_content) {
    out.sendBuffer(response.body.data(), response.body.size());
  } else {
    out.send();
  }
}

/// Gives the client to those who wait.
/// @return false when the answer is to be sent here: it says then that nobody else can wait
bool keep_waiting(HTTPServerRequest& in, WaitingReaders& readers, Request request,
                  Response& response) {
  auto* connection = dynamic_cast<Poco::Net::HTTPServerRequestImpl*>(&in);
  if (connection == nullptr || !readers.reserve()) {
    response = detail_response(503, "Too many clients are waiting for changes; try again later.");
    response.set("Retry-After", "5");
    response.set("X-Request-ID", request.request_id);
    return false;
  }
  readers.wait(connection->detachSocket(), std::move(request), *response.wait);
  return true;
}

}  // namespace

Response PocoAdapter::answer(HTTPServerRequest& in, Request& request) {
  request.may_wait = options_->waiting_readers != nullptr;
  request.request_id = request_id_of(in);
  request.remote_address = in.clientAddress().host().toString();
  Status read;
  try {
    read = read_request(in, *options_, request);
  } catch (const std::exception& fault) {
    read = fail(ErrorCode::kInvalid, "The request could not be read.");
  }
  return read ? dispatcher_->answer(request) : dispatcher_->refuse(request, read.error());
}

void PocoAdapter::handleRequest(HTTPServerRequest& in, HTTPServerResponse& out) {
  try {
    Request request;
    Response response = answer(in, request);
    if (response.wait &&
        keep_waiting(in, *options_->waiting_readers, std::move(request), response)) {
      return;
    }
    if (response.closes_connection || options_->is_busy()) out.setKeepAlive(false);
    send(in, out, response);
  } catch (const std::exception&) {
    // The client went away, or the answer broke off: nothing more can be said on this connection.
    out.setKeepAlive(false);
  }
}

Poco::Net::HTTPRequestHandler* PocoAdapterFactory::createRequestHandler(const HTTPServerRequest&) {
  return std::make_unique<PocoAdapter>(*dispatcher_, options_).release();
}

}  // namespace drawbridge::http
