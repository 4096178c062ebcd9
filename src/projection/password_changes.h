#pragma once

#include <string>

#include "app/writer.h"
#include "base/published.h"
#include "base/worker_pool.h"
#include "ldap/server/password_change.h"
#include "projection/bind_candidate.h"
#include "projection/dit.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// Changes people's own passwords as the REST API does: hashed on a thread of its own, written by
/// the one writer, answered when durable and visible. Any thread.
///
/// Who was let in by the offering's shared password may give an account its first own password; one
/// that has one already is changed only by who knows it, else everybody who knows the shared
/// password could take the account over.
class PasswordChanges final : public ldap::server::PasswordModifier {
 public:
  /// `snapshot` and `writer` outlive this.
  PasswordChanges(Dit dit, const Published<Snapshot>& snapshot, app::Writer& writer,
                  SizeLimits limits);

  /// Answers busy (51) when too many wait.
  void change(ldap::server::PasswordChange change,
              ldap::server::PasswordChangeOutcome done) override;

  /// Finishes those that wait; refuses all from then on. Idempotent.
  void stop() { workers_.stop(); }

 private:
  ldap::server::PasswordChangeAnswer carry_out(const ldap::server::PasswordChange& change);

  Dit dit_;
  const Published<Snapshot>* snapshot_;
  app::Writer* writer_;
  SizeLimits limits_;
  WorkerPool workers_;  // the last: its jobs use what stands above
};

}  // namespace drawbridge::projection
