#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/published.h"
#include "ldap/directory/entry.h"
#include "ldap/directory/tree.h"
#include "ldap/server/attribute_selection.h"
#include "ldap/server/authenticator.h"
#include "ldap/server/base_key_cache.h"
#include "ldap/server/bind_throttle.h"
#include "ldap/server/limits.h"
#include "ldap/server/observer.h"
#include "ldap/server/password_change.h"

namespace drawbridge::ldap::server {

/// What all sessions of one event loop use together. Belongs to that loop's thread.
class Services {
 public:
  struct Options {
    Limits limits = {};
    bool has_tls = false;                   ///< StartTLS can be had.
    bool allow_clear_text = false;          ///< Binds without TLS from other than loopback.
    bool has_external = false;              ///< Client certificates stand for accounts.
    BindThrottle* throttle = nullptr;       ///< Null: no bind is held back.
    PasswordModifier* passwords = nullptr;  ///< Null: passwords are not changed here.
  };

  /// @param observer  may be null
  Services(Options options, const Published<directory::Tree>& tree, Authenticator& authenticator,
           Observer* observer);

  const Limits& limits() const { return options_.limits; }
  const Options& options() const { return options_; }
  Authenticator& authenticator() { return *authenticator_; }
  Observer* observer() { return observer_; }
  SelectionCache& selections() { return selections_; }
  BaseKeyCache& base_keys() { return base_keys_; }

  /// Octets of answers that one connection may hold now: fewer while all hold too many together.
  std::size_t max_output() const;
  /// A connection holds `after` octets of answers instead of `before`.
  void change_held_output(std::size_t before, std::size_t after) {
    held_output_ = held_output_ - before + after;
  }

  /// The current tree; the reference is good until the next call.
  const std::shared_ptr<const directory::Tree>& tree() { return reader_.hold(); }

  /// The entry at which a search begins: as current->find(key).
  /// @param current  as tree() gave it
  const directory::Entry* find_base(const std::shared_ptr<const directory::Tree>& current,
                                    std::string_view key);

  /// The root DSE or the subschema subentry when `key` is theirs, else null. Everybody may read
  /// these two.
  /// @param offers_external  SASL EXTERNAL works on the connection
  directory::EntryPointer special_entry(const directory::Tree& tree, std::string_view key,
                                        bool offers_external = false);

  /// The loop's idea of now, for time limits; steady. Set once a turn.
  void set_now(std::chrono::steady_clock::time_point now) { now_ = now; }
  std::chrono::steady_clock::time_point now() const { return now_; }

 private:
  directory::EntryPointer root_dse(const directory::Tree& tree, bool offers_external);

  Options options_;
  Published<directory::Tree>::Reader reader_;
  Authenticator* authenticator_;
  Observer* observer_;
  SelectionCache selections_;
  BaseKeyCache base_keys_;
  /// The base found last: clients of one cluster all begin at the same one.
  struct Base {
    std::string key;
    std::weak_ptr<const directory::Tree> tree;
    const directory::Entry* entry = nullptr;
  };
  Base base_;
  struct RootDse {
    directory::EntryPointer entry;
    std::uint64_t usn = 0;
  };
  std::array<RootDse, 2> root_dses_;   // without and with SASL EXTERNAL
  directory::EntryPointer subschema_;  // null only if it cannot be made, which is a bug
  std::chrono::steady_clock::time_point now_;
  std::size_t held_output_ = 0;  // not yet taken by the clients of this loop
};

}  // namespace drawbridge::ldap::server
