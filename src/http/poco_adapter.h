#pragma once

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <cstddef>
#include <functional>
#include <string>

#include "http/dispatcher.h"
#include "http/waiting_readers.h"

namespace drawbridge::http {

struct AdapterOptions {
  std::string public_url;
  std::size_t body_max_bytes = 1U << 20U;
  /// Whether connections wait for a thread: then no connection is kept.
  std::function<bool()> is_busy;
  WaitingReaders* waiting_readers = nullptr;  ///< Null: nobody waits.
};

/// Between Poco's requests and ours. Poco answers 500 for Poco::Exception alone and drops the
/// connection for any other exception, so none leaves here.
class PocoAdapter final : public Poco::Net::HTTPRequestHandler {
 public:
  PocoAdapter(Dispatcher& dispatcher, const AdapterOptions& options)
      : dispatcher_(&dispatcher), options_(&options) {}

  void handleRequest(Poco::Net::HTTPServerRequest& in, Poco::Net::HTTPServerResponse& out) override;

 private:
  Response answer(Poco::Net::HTTPServerRequest& in, Request& request);

  Dispatcher* dispatcher_;
  const AdapterOptions* options_;
};

class PocoAdapterFactory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  PocoAdapterFactory(Dispatcher& dispatcher, AdapterOptions options)
      : dispatcher_(&dispatcher), options_(std::move(options)) {}

  /// A new adapter, which Poco owns.
  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest& request) override;

 private:
  Dispatcher* dispatcher_;
  AdapterOptions options_;
};

}  // namespace drawbridge::http
