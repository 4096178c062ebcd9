#pragma once

#include <map>

#include "app/writer.h"
#include "base/clock.h"
#include "base/guarded.h"

namespace drawbridge::app {

/// When API tokens and LDAP service accounts were last used. Requests and binds note it in memory;
/// a background thread stores it now and then, so that no read waits for the disk. What was noted
/// since the last store is lost with the process: these stamps are for an operator's eyes.
class LastContacts {
 public:
  void note_token(const Uuid& token, Timestamp now) { note(&Noted::tokens, token, now); }
  void note_ldap_account(const Uuid& account, Timestamp now) {
    note(&Noted::ldap_accounts, account, now);
  }

  /// Writes what was noted since the last call; nothing noted, nothing written. No audit event.
  Status store(Writer& writer);

 private:
  using Moments = std::map<Uuid, Timestamp>;
  struct Noted {
    Moments tokens, ldap_accounts;
  };

  void note(Moments Noted::*moments, const Uuid& uuid, Timestamp now) {
    noted_.with([&](Noted& noted) { (noted.*moments)[uuid] = now; });
  }

  Guarded<Noted> noted_;
};

}  // namespace drawbridge::app
