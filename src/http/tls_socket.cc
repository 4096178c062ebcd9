#include "http/tls_socket.h"

#include <Poco/AutoPtr.h>
#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocketImpl.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <Poco/Net/StreamSocketImpl.h>

#include <utility>

#include "crypto/tls.h"

namespace drawbridge::http {
namespace {

using Poco::Net::Context;
using Poco::Net::SocketImpl;

class AcceptedSocketImpl final : public Poco::Net::SecureStreamSocketImpl {
 public:
  AcceptedSocketImpl(Poco::Net::StreamSocketImpl* stream, Context::Ptr context)
      : SecureStreamSocketImpl(stream, std::move(context)) {
    acceptSSL();
  }
};

/// Poco's own secure server socket keeps the context it was made with for ever.
class ReloadableServerSocketImpl final : public Poco::Net::ServerSocketImpl {
 public:
  explicit ReloadableServerSocketImpl(std::shared_ptr<TlsRules> rules) : rules_(std::move(rules)) {}

  SocketImpl* acceptConnection(Poco::Net::SocketAddress& client) override {
    const Poco::AutoPtr<SocketImpl> plain(ServerSocketImpl::acceptConnection(client));
    // Accepted sockets are stream sockets by Poco's own construction.
    auto* stream = dynamic_cast<Poco::Net::StreamSocketImpl*>(const_cast<SocketImpl*>(plain.get()));
    if (stream == nullptr) throw Poco::Net::NetException("accepted no stream socket");
    Poco::AutoPtr<AcceptedSocketImpl> secure(new AcceptedSocketImpl(stream, rules_->load()));
    return secure.duplicate();
  }

 private:
  std::shared_ptr<TlsRules> rules_;
};

class ReloadableServerSocket final : public Poco::Net::ServerSocket {
 public:
  explicit ReloadableServerSocket(std::shared_ptr<TlsRules> rules)
      : ServerSocket(new ReloadableServerSocketImpl(std::move(rules)), true) {}
};

}  // namespace

Result<Context::Ptr> load_tls_context(const std::string& certificate, const std::string& key) {
  // Poco takes a key that does not belong to the certificate, and says little of broken files.
  DRAWBRIDGE_CHECK(crypto::TlsContext::load({certificate, key}));
  try {
    Context::Params params;
    params.certificateFile = certificate;
    params.privateKeyFile = key;
    params.verificationMode = Context::VERIFY_NONE;
    params.cipherList = "ECDHE+AESGCM:ECDHE+CHACHA20";
    Context::Ptr context(new Context(Context::TLS_SERVER_USE, params));
    context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
    context->preferServerCiphers();
    context->disableStatelessSessionResumption();
    return context;
  } catch (const Poco::Exception& fault) {
    return fail(ErrorCode::kInvalid, "The certificate " + certificate + " with the key " + key +
                                         " cannot be used: " + fault.displayText());
  } catch (const std::exception& fault) {
    return fail(ErrorCode::kInvalid, "The certificate " + certificate + " with the key " + key +
                                         " cannot be used: " + fault.what());
  }
}

Poco::Net::ServerSocket make_tls_socket(std::shared_ptr<TlsRules> rules) {
  return ReloadableServerSocket(std::move(rules));
}

}  // namespace drawbridge::http
