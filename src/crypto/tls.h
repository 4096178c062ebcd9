#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/guarded.h"
#include "base/result.h"

// OpenSSL's types, so that its headers stay inside tls.cc.
struct ssl_ctx_st;
struct ssl_st;
struct bio_st;

namespace drawbridge::crypto {

/// PEM files of a TLS server.
struct TlsFiles {
  std::string certificate;     ///< Leaf first, then its chain.
  std::string key;             ///< Of the leaf; not encrypted.
  std::string client_ca = {};  ///< Empty: no client certificate is asked for; else it is optional.
};

/// The TLS side of one connection: bytes in, bytes out, no socket. Not for two threads at once.
///
/// The owner feeds what the peer sent, sends what take_output gives after every call, and closes
/// when is_finished.
class TlsSession {
 public:
  TlsSession(TlsSession&&) noexcept;
  TlsSession& operator=(TlsSession&&) noexcept;
  ~TlsSession();

  /// Takes bytes from the peer, drives the handshake, and appends what was decrypted.
  ///
  /// @return kInvalid when the peer does not speak TLS with us: send the output (an alert) and
  ///         close; every later call fails too
  Status feed(std::string_view ciphertext, std::string& plaintext);

  /// Encrypts; the result is taken with take_output.
  ///
  /// @return kInvalid before the handshake is done or after the end
  Status write(std::string_view plaintext);

  /// Appends the bytes to send to the peer.
  void take_output(std::string& out);

  /// Gives back the memory that an idle connection can do without.
  void release_buffers();

  bool is_open() const;      ///< Handshake done, not yet finished.
  bool is_finished() const;  ///< Closed by the peer, by shutdown, or failed.

  /// Sends close_notify.
  void shutdown();

  /// `TLSv1.3`; empty before the handshake is done.
  std::string_view version() const;

  /// Subject of the verified client certificate as RFC 4514 text; empty without one.
  std::string peer_subject() const;

 private:
  friend class TlsContext;
  struct Close {
    void operator()(ssl_st* ssl) const;
  };
  /// Where OpenSSL reads and writes: what feed() was given, and what take_output() has not taken.
  struct Octets {
    std::string_view incoming;
    std::string outgoing;
  };
  TlsSession(std::unique_ptr<Octets> octets, std::unique_ptr<ssl_st, Close> ssl);
  static int read_octets(bio_st* bio, char* out, int size);
  static int write_octets(bio_st* bio, const char* octets, int size);
  Status handshake();
  Status read_plaintext(std::string& plaintext);
  Status failed(const char* doing);

  std::unique_ptr<Octets> octets_;  // ssl_ points to it
  std::unique_ptr<ssl_st, Close> ssl_;
  bool open_ = false;
  bool finished_ = false;
};

/// Certificate, key and rules of a TLS server: TLS 1.2 with AEAD suites and 1.3, no renegotiation,
/// no compression. Any thread may call.
class TlsContext {
 public:
  /// @return the context, or kInvalid / kNotFound / kForbidden naming the file and what is wrong
  static Result<std::unique_ptr<TlsContext>> load(TlsFiles files);

  /// Reads the files again. Sessions that exist go on with what they had, new ones get the new
  /// certificate.
  ///
  /// @return as load; the old certificate stays then
  Status reload();

  /// As reload, from other files.
  Status reload(TlsFiles files);

  /// The server's side of a new connection.
  ///
  /// @return kUnavailable when there is no memory for it
  Result<TlsSession> new_session() const;

 private:
  struct State {
    TlsFiles files;
    std::shared_ptr<ssl_ctx_st> rules;
  };
  explicit TlsContext(State state) : state_(std::move(state)) {}

  Guarded<State> state_;
};

}  // namespace drawbridge::crypto
