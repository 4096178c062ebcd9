#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "app/ports.h"
#include "base/clock.h"
#include "base/prefetch.h"
#include "base/result.h"
#include "base/uuid_index.h"
#include "domain/entry_stamp.h"
#include "ldap/directory/stamper.h"

namespace drawbridge::projection {

/// A digest of what an entry shows: its name and its attributes, the stamps (entryCSN, entryUSN,
/// modifyTimestamp) not among them. The same in every process.
std::uint64_t fingerprint_of(const ldap::directory::Shown& shown);

/// Says of each entry that is made when what it shows last changed.
class EntryStamps final : public ldap::directory::Stamper {
 public:
  /// Nothing is known of before: all has changed now. A change of entries that stay what they
  /// were is taken back later (see settle_changes).
  explicit EntryStamps(Timestamp now) : now_(now) {}

  /// Takes in what the store remembers of every entry.
  Status load(app::StoreReader& store);

  /// Says that the moment of this entry will be asked for: what is read for it is on its way then.
  void expect(const Uuid& entry) const { places_.expect(entry); }
  /// The remembered moment when the entry showed the same then, else now; never before 1970.
  Stamp stamp(const ldap::directory::Shown& shown) const override;
  /// The remembered moment when the fingerprint was the same then, else now.
  Timestamp moment_of(const Uuid& entry, std::uint64_t fingerprint) const;
  Timestamp now() const { return now_; }
  /// What the store remembers, one of each entry.
  std::span<const domain::EntryStamp> remembered() const { return remembered_; }
  /// Where among those the entry is, if it is remembered.
  std::optional<std::size_t> place_of(const Uuid& entry) const { return places_.find(entry); }

 private:
  /// As expect(), a little later: by now it may be known where that is.
  void expect_soon(const Uuid& entry) const {
    if (const auto place = places_.guess(entry)) {
      prefetch(&remembered_[*place], sizeof(domain::EntryStamp));
    }
  }

  Timestamp now_;
  std::vector<domain::EntryStamp> remembered_;
  UuidIndex places_;  ///< In `remembered_`.
};

}  // namespace drawbridge::projection
