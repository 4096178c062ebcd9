#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/ServerSocket.h>

#include <memory>
#include <string>

#include "base/guarded.h"
#include "base/result.h"

namespace drawbridge::http {

/// The certificate that new connections are met with; changed by a reload while others run.
using TlsRules = Guarded<Poco::Net::Context::Ptr>;

/// TLS 1.2 with AEAD suites and 1.3.
/// @return kInvalid, kNotFound or kForbidden, naming the file and what is wrong
Result<Poco::Net::Context::Ptr> load_tls_context(const std::string& certificate,
                                                 const std::string& key);

/// A listening socket whose accepted connections speak TLS by what `rules` holds at that moment.
Poco::Net::ServerSocket make_tls_socket(std::shared_ptr<TlsRules> rules);

}  // namespace drawbridge::http
