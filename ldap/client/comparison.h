#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/client/plain_entry.h"

/// Comparing an entry that a directory shows with the entry that it ought to show. Pure.
namespace drawbridge::ldap::client {

/// Which attributes count. Names in any case, aliases and OIDs of the schema included.
struct ComparisonRules {
  /// Empty: all but operational ones.
  std::vector<std::string> only;
  /// Never compared.
  std::vector<std::string> ignored;
  /// Compared in an entry that shows them; an entry without them is right too.
  std::vector<std::string> where_shown;
  /// Compared in every entry as soon as the directory shows them in one.
  std::vector<std::string> if_ever_shown;
};

/// One attribute whose values differ.
struct AttributeDifference {
  std::string name;
  std::vector<std::string> found;     ///< Values that the directory has and should not have.
  std::vector<std::string> expected;  ///< Values that it lacks.
};

/// Compares entries by rules: attribute names without regard to case, order of values without
/// meaning, distinguished names by their normal form, every other value octet by octet (so that
/// another case is a difference). Empty values are as good as none.
class Comparison {
 public:
  /// One bit for each optional attribute of the rules.
  using Shown = std::uint32_t;

  /// At most 16 `where_shown` and 16 `if_ever_shown`.
  explicit Comparison(const ComparisonRules& rules);

  /// The optional attributes that `entry` has.
  Shown shown_in(const PlainEntry& entry) const;

  /// Which optional attributes count in an entry that shows `own`, in a directory that shows
  /// `anywhere` in one entry or the other.
  Shown counting(Shown own, Shown anywhere) const;

  /// A number that is equal for entries that are equal in everything that counts; of the name
  /// nothing counts. Differs from process to process.
  std::uint64_t digest(const PlainEntry& entry, Shown counting) const;

  /// What differs, by attribute name; empty when the entries are equal.
  std::vector<AttributeDifference> differences(const PlainEntry& found, const PlainEntry& expected,
                                               Shown counting) const;

  /// The `if_ever_shown` that no entry showed.
  std::vector<std::string> never_shown(Shown anywhere) const;

 private:
  struct Value {
    std::string attribute;  ///< Canonical name.
    std::string normal;
    const std::string* served_name;
    const std::string* served;
  };

  static int order_of(const Value& a, const Value& b);
  /// Everything of the entry that counts, sorted by attribute and normal form.
  std::vector<Value> values_of(const PlainEntry& entry, Shown counting) const;
  bool counts(std::string_view canonical, Shown counting) const;
  Shown bit_of(std::string_view canonical) const;

  std::vector<std::string> only_, ignored_, optional_;
  std::vector<std::string> if_ever_shown_;
  Shown directory_wide_ = 0;
};

/// The key under which an entry of that name is compared: its DN's normal form.
/// @return kInvalid when it is no DN
Result<std::string> comparison_key(std::string_view dn);

}  // namespace drawbridge::ldap::client
