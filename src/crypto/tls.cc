#include "crypto/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <utility>

#include "base/file.h"
#include "base/release_memory.h"

namespace drawbridge::crypto {
namespace {

constexpr std::size_t kMaxPemBytes = 1U << 20U;

/// A resumed session must say that it is ours, or a client certificate makes OpenSSL refuse it.
constexpr std::array<unsigned char, 10> kSessionName = {'d', 'r', 'a', 'w', 'b',
                                                        'r', 'i', 'd', 'g', 'e'};

/// AEAD with forward secrecy only (TLS 1.2); TLS 1.3 has no others.
constexpr const char* kSuites = "ECDHE+AESGCM:ECDHE+CHACHA20";

/// The reason of the oldest error in this thread's queue; empties the queue.
std::string openssl_reason() {
  const unsigned long error = ERR_get_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(error);
  return reason == nullptr ? "unknown reason" : reason;
}

/// An encrypted key would otherwise make OpenSSL ask for the passphrase on the terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

/// The file can be read at all; what OpenSSL says of a missing file helps nobody.
Status check_readable(const std::string& path) {
  return read_file(path, kMaxPemBytes).map([](const std::string&) {});
}

tl::unexpected<Error> refuse(const std::string& what, const std::string& path) {
  return fail(ErrorCode::kInvalid, path + ": " + what + ": " + openssl_reason());
}

Status use_certificate(SSL_CTX* rules, const TlsFiles& files) {
  DRAWBRIDGE_CHECK(check_readable(files.certificate));
  DRAWBRIDGE_CHECK(check_readable(files.key));
  if (SSL_CTX_use_certificate_chain_file(rules, files.certificate.c_str()) != 1) {
    return refuse("no usable certificate in PEM form", files.certificate);
  }
  if (SSL_CTX_use_PrivateKey_file(rules, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return refuse("no usable unencrypted key in PEM form for " + files.certificate, files.key);
  }
  if (SSL_CTX_check_private_key(rules) != 1) {
    return refuse("the key does not belong to " + files.certificate, files.key);
  }
  return {};
}

Status use_client_ca(SSL_CTX* rules, const std::string& client_ca) {
  if (client_ca.empty()) return {};
  DRAWBRIDGE_CHECK(check_readable(client_ca));
  STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(client_ca.c_str());
  if (names == nullptr || SSL_CTX_load_verify_locations(rules, client_ca.c_str(), nullptr) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return refuse("no usable CA certificate in PEM form", client_ca);
  }
  SSL_CTX_set_client_CA_list(rules, names);
  SSL_CTX_set_verify(rules, SSL_VERIFY_PEER, nullptr);
  return {};
}

Result<std::shared_ptr<SSL_CTX>> make_rules(const TlsFiles& files) {
  ERR_clear_error();
  const std::shared_ptr<SSL_CTX> rules(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!rules) return fail(ErrorCode::kUnavailable, "There is no memory for TLS.");
  SSL_CTX_set_default_passwd_cb(rules.get(), no_passphrase);
  SSL_CTX_set_options(rules.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                       SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Idle connections give their 34 KiB of record buffers back.
  SSL_CTX_set_mode(rules.get(), SSL_MODE_RELEASE_BUFFERS);
  // Clients resume by tickets, which they keep themselves; nothing is kept for them here.
  SSL_CTX_set_session_cache_mode(rules.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(rules.get(), kSessionName.data(), kSessionName.size());
  if (SSL_CTX_set_min_proto_version(rules.get(), TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(rules.get(), kSuites) != 1) {
    return fail(ErrorCode::kInternal, "OpenSSL refuses the TLS rules: " + openssl_reason());
  }
  DRAWBRIDGE_CHECK(use_certificate(rules.get(), files));
  DRAWBRIDGE_CHECK(use_client_ca(rules.get(), files.client_ca));
  return rules;
}

/// SSL_* take an int.
int chunk_of(std::size_t bytes) {
  return static_cast<int>(
      std::min<std::size_t>(bytes, static_cast<std::size_t>(std::numeric_limits<int>::max())));
}

/// OpenSSL asks for nothing but a flush, which there is nothing to do for.
long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

using Method = std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>;

/// A BIO over a session's own octets: what comes is not copied, and nothing is kept or cleared
/// that a memory BIO would have grown to.
Method make_method(int (*read)(BIO*, char*, int), int (*write)(BIO*, const char*, int)) {
  Method method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "octets"), BIO_meth_free);
  if (!method) return method;
  BIO_meth_set_read(method.get(), read);
  BIO_meth_set_write(method.get(), write);
  BIO_meth_set_ctrl(method.get(), control);
  return method;
}

}  // namespace

void TlsSession::Close::operator()(ssl_st* ssl) const { SSL_free(ssl); }

TlsSession::TlsSession(std::unique_ptr<Octets> octets, std::unique_ptr<ssl_st, Close> ssl)
    : octets_(std::move(octets)), ssl_(std::move(ssl)) {}
TlsSession::TlsSession(TlsSession&&) noexcept = default;
TlsSession& TlsSession::operator=(TlsSession&&) noexcept = default;
TlsSession::~TlsSession() = default;

Status TlsSession::failed(const char* doing) {
  open_ = false;
  finished_ = true;
  std::string reason = std::string("TLS ") + doing + ": " + openssl_reason();
  if (const long verified = SSL_get_verify_result(ssl_.get()); verified != X509_V_OK) {
    reason += std::string(": ") + X509_verify_cert_error_string(verified);
  }
  return fail(ErrorCode::kInvalid, std::move(reason));
}

Status TlsSession::handshake() {
  if (open_) return {};
  const int done = SSL_do_handshake(ssl_.get());
  if (done == 1) {
    open_ = true;
    return {};
  }
  const int error = SSL_get_error(ssl_.get(), done);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return {};
  return failed("handshake");
}

Status TlsSession::read_plaintext(std::string& plaintext) {
  std::array<char, 16384> piece{};
  while (open_) {
    const int got = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()));
    if (got > 0) {
      plaintext.append(piece.data(), static_cast<std::size_t>(got));
      continue;
    }
    const int error = SSL_get_error(ssl_.get(), got);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return {};
    if (error != SSL_ERROR_ZERO_RETURN) return failed("record");
    shutdown();  // the peer said goodbye
  }
  return {};
}

Status TlsSession::feed(std::string_view ciphertext, std::string& plaintext) {
  ERR_clear_error();
  if (finished_) return fail(ErrorCode::kInvalid, "TLS session is over");
  octets_->incoming = ciphertext;
  Status fed = handshake();
  if (fed) fed = read_plaintext(plaintext);
  octets_->incoming = {};  // all is taken, or nothing of it matters any more
  return fed;
}

int TlsSession::read_octets(bio_st* bio, char* out, int size) {
  auto& incoming = static_cast<Octets*>(BIO_get_data(bio))->incoming;
  BIO_clear_retry_flags(bio);
  if (incoming.empty()) {
    BIO_set_retry_read(bio);  // more will come
    return -1;
  }
  const std::size_t count = incoming.copy(out, static_cast<std::size_t>(std::max(size, 0)));
  incoming.remove_prefix(count);
  return static_cast<int>(count);
}

int TlsSession::write_octets(bio_st* bio, const char* octets, int size) {
  BIO_clear_retry_flags(bio);
  try {
    static_cast<Octets*>(BIO_get_data(bio))
        ->outgoing.append(octets, static_cast<std::size_t>(std::max(size, 0)));
  } catch (const std::bad_alloc&) {
    return -1;  // must not pass through OpenSSL
  }
  return size;
}

Status TlsSession::write(std::string_view plaintext) {
  ERR_clear_error();
  if (!open_) return fail(ErrorCode::kInvalid, "TLS session is not open");
  while (!plaintext.empty()) {
    const int taken = SSL_write(ssl_.get(), plaintext.data(), chunk_of(plaintext.size()));
    if (taken <= 0) return failed("write");
    plaintext.remove_prefix(static_cast<std::size_t>(taken));
  }
  return {};
}

void TlsSession::take_output(std::string& out) {
  if (out.empty()) {
    out.swap(octets_->outgoing);
  } else {
    out.append(octets_->outgoing);
  }
  octets_->outgoing.clear();
}

void TlsSession::release_buffers() {
  if (octets_->outgoing.empty()) release_memory(octets_->outgoing);
}

bool TlsSession::is_open() const { return open_; }
bool TlsSession::is_finished() const { return finished_; }

void TlsSession::shutdown() {
  if (open_) SSL_shutdown(ssl_.get());
  ERR_clear_error();
  open_ = false;
  finished_ = true;
}

std::string_view TlsSession::version() const {
  return SSL_is_init_finished(ssl_.get()) != 0 ? SSL_get_version(ssl_.get()) : "";
}

std::string TlsSession::peer_subject() const {
  const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  if (certificate == nullptr || SSL_get_verify_result(ssl_.get()) != X509_V_OK) return {};
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
  if (!text) return {};
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

Result<std::unique_ptr<TlsContext>> TlsContext::load(TlsFiles files) {
  DRAWBRIDGE_TRY(auto rules, make_rules(files));
  return std::unique_ptr<TlsContext>(new TlsContext(State{std::move(files), std::move(rules)}));
}

Status TlsContext::reload() {
  return reload(state_.with([](const State& state) { return state.files; }));
}

Status TlsContext::reload(TlsFiles files) {
  DRAWBRIDGE_TRY(auto rules, make_rules(files));
  state_.store(State{std::move(files), std::move(rules)});
  return {};
}

Result<TlsSession> TlsContext::new_session() const {
  const auto rules = state_.with([](const State& state) { return state.rules; });
  static const Method method = make_method(TlsSession::read_octets, TlsSession::write_octets);
  std::unique_ptr<SSL, TlsSession::Close> ssl(SSL_new(rules.get()));
  BIO* bio = method ? BIO_new(method.get()) : nullptr;
  if (!ssl || bio == nullptr) {
    BIO_free(bio);
    return fail(ErrorCode::kUnavailable, "There is no memory for a TLS session.");
  }
  auto octets = std::make_unique<TlsSession::Octets>();
  BIO_set_data(bio, octets.get());
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl.get(), bio, bio);
  SSL_set_accept_state(ssl.get());
  return TlsSession(std::move(octets), std::move(ssl));
}

}  // namespace drawbridge::crypto
