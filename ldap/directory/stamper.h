#pragma once

#include <cstdint>
#include <string_view>

#include "ldap/directory/facts.h"

namespace drawbridge::ldap::directory {

/// What an entry shows, as it is encoded for the wire (RFC 4511 section 4.5.2).
struct Shown {
  /// The objectName and the PartialAttribute TLVs; of one with shared values without those.
  std::string_view octets;
  std::string_view shared_values;  ///< The TLVs of shared values; empty: there are none.
  const EntryFacts& facts;         ///< `changed` is not known yet.
};

/// Says of an entry that is being made when what it shows last changed.
class Stamper {
 public:
  struct Stamp {
    std::uint64_t fingerprint;  ///< A digest of what is shown, by a rule of the stamper's own.
    std::uint64_t changed;      ///< EntryFacts::changed.
  };

  Stamper() = default;
  Stamper(const Stamper&) = default;
  Stamper& operator=(const Stamper&) = default;
  virtual ~Stamper() = default;
  virtual Stamp stamp(const Shown& shown) const = 0;
};

}  // namespace drawbridge::ldap::directory
