#pragma once

#include <memory>
#include <utility>

#include "app/ports.h"
#include "app/projection.h"
#include "app/rules.h"
#include "app/writer.h"
#include "base/clock.h"
#include "projection/directory_projection.h"
#include "projection/dit.h"
#include "projection/glauth_projection.h"
#include "settings/settings.h"

namespace drawbridge::daemon {

/// The product without its listeners: store, outputs and writer. The server has one for its life;
/// a command has one of its own when no server holds the database.
class Core {
 public:
  enum class Outputs {
    kBuilt,   ///< LDAP tree and GLauth documents are made and follow every change.
    kAbsent,  ///< For commands that show none: opening is quick whatever the database holds.
  };

  /// Opens the database, creating or migrating it, and builds the outputs.
  ///
  /// @param clock  borrowed; lives longer than the core
  /// @return kUnavailable when another process holds the database or the disk refuses, kInvalid
  ///         for a schema newer than ours or a configuration the rules refuse
  static Result<std::unique_ptr<Core>> open(const settings::Settings& settings, Outputs outputs,
                                            const Clock& clock);

  app::Store& store() { return *store_; }
  app::Writer& writer() { return *writer_; }
  const app::Rules& rules() const { return rules_; }
  const Clock& clock() const { return *clock_; }
  const projection::Dit& dit() const { return dit_; }

  /// Null with Outputs::kAbsent.
  projection::DirectoryProjection* directory() { return directory_.get(); }
  const app::OfferingOutputs* offering_outputs() const { return glauth_.get(); }

  /// The moment of which the outputs were first built.
  Timestamp opened() const { return opened_; }

 private:
  Core(const Clock& clock, projection::Dit dit)
      : clock_(&clock), opened_(clock.now()), dit_(std::move(dit)) {}

  Status build_outputs();

  const Clock* clock_;
  Timestamp opened_;
  app::Rules rules_;
  projection::Dit dit_;
  std::unique_ptr<app::Store> store_;
  std::unique_ptr<projection::DirectoryProjection> directory_;
  std::unique_ptr<projection::GlauthProjection> glauth_;
  std::unique_ptr<app::Projection> no_projection_;
  std::unique_ptr<app::Writer> writer_;  // last: ends before what it writes to
};

}  // namespace drawbridge::daemon
