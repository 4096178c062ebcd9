#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/request.h"

namespace drawbridge::http {

/// One request to a receiver.
struct WebHookRequest {
  std::string url;  ///< http or https
  std::string content_type;
  std::vector<Header> headers;  ///< further ones; of our own making
  std::string body;
};

struct WebHookClientOptions {
  bool allow_private_destinations = false;
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds total_timeout{10000};  ///< from the connection on
  /// Ends a delivery early, as failed, once it says true.
  std::function<bool()> is_cancelled = {};
};

/// POSTs the request and reads the status of the answer. The address that is connected to is the
/// one that was resolved and checked (is_public_address), TLS certificates are verified for the
/// name in the URL, redirects are not followed, of the answer's body at most 64 KiB are read and
/// nothing is kept. Blocks; the resolver's own timeouts come before those here.
///
/// @return nothing for a 2xx answer; kForbidden for a destination that is not allowed; kUnavailable
///         for anything else, with a sentence for the receiver's owner
Status post_to_receiver(const WebHookRequest& request, const WebHookClientOptions& options);

/// Refuses what can never be a destination: other schemes, user and password in the URL, and an
/// address written out that is not allowed.
/// @return kInvalid with a sentence
Status check_destination(const std::string& url, bool allow_private_destinations);

}  // namespace drawbridge::http
