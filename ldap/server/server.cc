#include "ldap/server/server.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/worker_pool.h"
#include "crypto/tls.h"
#include "ldap/server/bind_throttle.h"
#include "ldap/server/event_loop.h"
#include "ldap/server/listener.h"

namespace drawbridge::ldap::server {

class Server::Impl {
 public:
  Impl(ServerOptions options, const Published<directory::Tree>& tree, Authenticator& authenticator,
       const crypto::TlsContext* tls, Observer* observer)
      : options_(std::move(options)),
        tree_(&tree),
        authenticator_(&authenticator),
        tls_(tls),
        observer_(observer),
        throttle_({.longest = options_.longest_bind_delay}) {}

  Status start() {
    if (!options_.listen_tls.empty() && tls_ == nullptr) {
      return fail(ErrorCode::kInvalid, "LDAPS needs a certificate and a key.", "listen_tls");
    }
    DRAWBRIDGE_CHECK(open(options_.listen, "listen", listener_));
    DRAWBRIDGE_CHECK(open(options_.listen_tls, "listen_tls", tls_listener_));
    DRAWBRIDGE_CHECK(make_loops());
    for (std::size_t i = 0; i < loops_.size(); ++i) {
      threads_.emplace_back([loop = loops_[i].get(), name = "ldap-" + std::to_string(i)] {
        name_this_thread(name);
        loop->run();
      });
    }
    return {};
  }

  void stop(std::chrono::milliseconds grace) {
    // Who waited for an answer that never comes would not go to another server meanwhile.
    for (const auto* listener : {&listener_, &tls_listener_}) {
      if (*listener) (*listener)->stop_listening();
    }
    const auto deadline = std::chrono::steady_clock::now() + grace;
    for (const auto& loop : loops_) loop->post(Stop{deadline});
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    loops_.clear();
    listener_.reset();
    tls_listener_.reset();
  }

  void tree_published() {
    for (const auto& loop : loops_) loop->tree_published();
  }

  const std::string& address() const { return address_of(listener_); }
  const std::string& tls_address() const { return address_of(tls_listener_); }

  std::size_t connections() const {
    std::size_t count = 0;
    for (const auto& loop : loops_) count += loop->connections();
    return count;
  }

 private:
  static Status open(const std::string& address, const char* field,
                     std::optional<Listener>& listener) {
    if (address.empty()) return {};
    auto opened = Listener::open(address);
    if (!opened) return fail(opened.error().code, opened.error().message, field);
    listener.emplace(*std::move(opened));
    return {};
  }

  Status make_loops() {
    const EventLoop::Setting setting{
        .services = {.limits = options_.limits,
                     .has_tls = tls_ != nullptr,
                     .allow_clear_text = options_.allow_clear_text,
                     .has_external = options_.has_external,
                     .throttle = &throttle_,
                     .passwords = options_.passwords},
        .tree = tree_,
        .authenticator = authenticator_,
        .observer = observer_,
        .tls = tls_,
        .listener = listener_ ? &*listener_ : nullptr,
        .tls_listener = tls_listener_ ? &*tls_listener_ : nullptr,
        .max_connections = options_.max_connections,
    };
    std::vector<EventLoop*> peers;
    for (std::size_t i = 0; i < std::max<std::size_t>(options_.threads, 1); ++i) {
      DRAWBRIDGE_TRY(auto loop, EventLoop::make(setting));
      peers.push_back(loop.get());
      loops_.push_back(std::move(loop));
    }
    for (const auto& loop : loops_) loop->set_peers(peers);
    return {};
  }

  const std::string& address_of(const std::optional<Listener>& listener) const {
    return listener ? listener->address() : none_;
  }

  ServerOptions options_;
  const Published<directory::Tree>* tree_;
  Authenticator* authenticator_;
  const crypto::TlsContext* tls_;
  Observer* observer_;
  BindThrottle throttle_;
  const std::string none_;
  std::optional<Listener> listener_;
  std::optional<Listener> tls_listener_;
  std::vector<std::unique_ptr<EventLoop>> loops_;
  std::vector<std::thread> threads_;
};

Server::Server(ServerOptions options, const Published<directory::Tree>& tree,
               Authenticator& authenticator, const crypto::TlsContext* tls, Observer* observer)
    : impl_(std::make_unique<Impl>(std::move(options), tree, authenticator, tls, observer)) {}

Server::~Server() { impl_->stop(std::chrono::milliseconds(0)); }

Status Server::start() { return impl_->start(); }

void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

void Server::tree_published() { impl_->tree_published(); }

const std::string& Server::address() const { return impl_->address(); }

const std::string& Server::tls_address() const { return impl_->tls_address(); }

std::size_t Server::connections() const { return impl_->connections(); }

}  // namespace drawbridge::ldap::server
