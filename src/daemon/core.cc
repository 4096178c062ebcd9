#include "daemon/core.h"

#include <malloc.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "daemon/huge_pages.h"
#include "ldap/dn/dn.h"
#include "store/sqlite/store.h"

namespace drawbridge::daemon {
namespace {

class NoProjection final : public app::Projection {
 public:
  Status prepare(app::StoreTransaction&, const app::ChangeSet&, Timestamp) override { return {}; }
  void publish() override {}
};

/// Adds to an error of opening what the administrator can do about it.
Error with_advice(Error error, const std::string& path) {
  const std::filesystem::path file(path);
  const auto folder = file.parent_path();
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) {
    error.message += " Make the folder " + folder.string() + ", or change store.path.";
  } else if (::access(folder.c_str(), W_OK | X_OK) != 0 ||
             (std::filesystem::exists(file, ignored) && ::access(file.c_str(), R_OK | W_OK) != 0)) {
    error.message += " Run drawbridge as the user who owns the database, or change store.path.";
  }
  return error;
}

}  // namespace

Result<std::unique_ptr<Core>> Core::open(const settings::Settings& settings, Outputs outputs,
                                         const Clock& clock) {
  DRAWBRIDGE_TRY(const auto base, ldap::dn::Dn::parse(settings.ldap.base_dn));
  DRAWBRIDGE_TRY(auto dit, projection::Dit::below(base));
  std::unique_ptr<Core> core(new Core(clock, std::move(dit)));
  DRAWBRIDGE_TRY(core->rules_.names,
                 domain::NameRules::compile(settings.names.pattern, settings.names.reserved));
  core->rules_.views.deleted_retention_days = settings.accounts.deleted_retention_days;
  core->rules_.views.enforce_user_consent = settings.accounts.enforce_user_consent;
  core->rules_.enforce_profile_completeness = settings.accounts.enforce_profile_completeness;
  core->rules_.default_exposed_attributes = settings.accounts.default_exposed_attributes;
  auto store = store::open_store({settings.store.path, true, outputs == Outputs::kBuilt});
  if (!store) return tl::unexpected(with_advice(store.error(), settings.store.path));
  core->store_ = std::move(*store);
  if (outputs == Outputs::kBuilt) {
    DRAWBRIDGE_CHECK(core->build_outputs());
  } else {
    core->no_projection_ = std::make_unique<NoProjection>();
  }
  auto& projection =
      core->directory_ ? static_cast<app::Projection&>(*core->directory_) : *core->no_projection_;
  core->writer_ = std::make_unique<app::Writer>(*core->store_, projection, clock);
  return core;
}

namespace {

/// What the clock did while nothing ran, other settings and another version change outputs without
/// any write: a tag from before the start must not stand for what is served after it.
Status begin_new_revisions(app::StoreTransaction& transaction) {
  DRAWBRIDGE_TRY(const auto offerings, app::load_offering_uuids(transaction));
  for (const auto& uuid : offerings) {
    const auto name = app::content_revision_counter(uuid);
    DRAWBRIDGE_TRY(const auto revision, transaction.counter(name));
    DRAWBRIDGE_CHECK(transaction.set_counter(name, revision + 1));
  }
  return {};
}

/// Entries that differ from those of the last run, for the same reasons, are stamped anew.
Status make_first_version(app::Store& store, projection::DirectoryProjection& projection,
                          Timestamp now) {
  DRAWBRIDGE_TRY(auto beside, store.reader());
  DRAWBRIDGE_CHECK(store.begin());
  const auto make = [&]() -> Status {
    // These are all that is written, so that `beside` sees the records as they are.
    DRAWBRIDGE_CHECK(begin_new_revisions(store.transaction()));
    return projection.prepare_first(store.transaction(), std::move(beside), now);
  };
  if (const auto made = make(); !made) {
    store.rollback();
    return made;
  }
  DRAWBRIDGE_CHECK(store.commit());
  projection.publish();
  return {};
}

/// Octets from which on an allocation is not taken from the heap: while the outputs are made, and
/// later, when it is what glibc comes to by itself (mallopt(3), M_MMAP_THRESHOLD).
constexpr int kLargeAtStart = 1 << 20;
constexpr int kLargeAllocation = 32 << 20;
/// By how many octets a heap grows at a time at least, likewise: a thread's heap, which would begin
/// with a few small pages, has huge ones only where it is there before it is used. Later glibc's
/// own value (M_TOP_PAD).
constexpr int kGrowthAtStart = 64 << 20;
constexpr int kGrowth = 128 << 10;

}  // namespace

Status Core::build_outputs() {
  // What is needed for a while goes back to the system when it is freed. The heap would keep it
  // otherwise, once it has seen that so much is freed, and from threads' heaps for good. What is
  // free at the end of the heap stays, or the end would go to and fro with every buffer.
  mallopt(M_MMAP_THRESHOLD, kLargeAtStart);
  mallopt(M_TRIM_THRESHOLD, 2 * kLargeAllocation);
  mallopt(M_TOP_PAD, kGrowthAtStart);
  directory_ = std::make_unique<projection::DirectoryProjection>(dit_, rules_.views);
  DRAWBRIDGE_CHECK(make_first_version(*store_, *directory_, opened_));
  mallopt(M_TOP_PAD, kGrowth);
  // What was needed to make it lies between what stays: without this it is never given back.
  malloc_trim(0);
  end_huge_pages();
  // From now on what is large are answers, of which the next one is as large.
  mallopt(M_MMAP_THRESHOLD, kLargeAllocation);
  glauth_ = std::make_unique<projection::GlauthProjection>(directory_->snapshot());
  return {};
}

}  // namespace drawbridge::daemon
