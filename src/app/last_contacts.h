#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "app/writer.h"
#include "base/clock.h"
#include "base/guarded.h"

namespace drawbridge::app {

/// When API tokens and LDAP service accounts were last used, and offerings' outputs last fetched.
/// Requests and binds note it in memory; a background thread stores it now and then, so that no
/// read waits for the disk. What was noted since the last store is lost with the process: these
/// stamps are for an operator's eyes.
class LastContacts {
 public:
  void note_token(const Uuid& token, Timestamp now) { note(&Noted::tokens, token, now); }
  void note_ldap_account(const Uuid& account, Timestamp now) {
    note(&Noted::ldap_accounts, account, now);
  }

  /// A client of a kind (`Glauth sync`) asked for an offering's output. `service_name` is its
  /// User-Agent, cut to 200 octets.
  void note_integration(const Uuid& offering, std::string_view agent_type,
                        std::string_view service_name, Timestamp now);

  /// Writes what was noted since the last call; nothing noted, nothing written. No audit event.
  Status store(Writer& writer);

 private:
  using Moments = std::map<Uuid, Timestamp>;
  struct Integration {
    Timestamp moment;
    std::string service_name;
  };
  struct Noted {
    Moments tokens, ldap_accounts;
    std::map<std::pair<Uuid, std::string>, Integration> integrations;  ///< offering, agent type
  };

  static Status store_integrations(Transaction& transaction, const Noted& noted);

  void note(Moments Noted::*moments, const Uuid& uuid, Timestamp now) {
    noted_.with([&](Noted& noted) { (noted.*moments)[uuid] = now; });
  }

  Guarded<Noted> noted_;
};

}  // namespace drawbridge::app
