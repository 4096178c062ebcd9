#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ldap/client/comparison.h"
#include "ldap/client/connection.h"
#include "ldap/client/plain_entry.h"

namespace drawbridge::ldap::client {

/// The entries that a directory ought to show.
class ExpectedEntries {
 public:
  ExpectedEntries() = default;
  ExpectedEntries(const ExpectedEntries&) = delete;
  ExpectedEntries& operator=(const ExpectedEntries&) = delete;
  virtual ~ExpectedEntries() = default;

  /// All of one moment, the present, in any order.
  virtual Status each(const EntrySink& sink) = 0;
  /// Those with these names that exist at present.
  virtual Status each_of(const std::vector<std::string>& names, const EntrySink& sink) = 0;
};

/// Gets the differences one by one.
class DifferenceSink {
 public:
  DifferenceSink() = default;
  DifferenceSink(const DifferenceSink&) = delete;
  DifferenceSink& operator=(const DifferenceSink&) = delete;
  virtual ~DifferenceSink() = default;

  /// Ought to be there.
  virtual void missing(const std::string& dn) = 0;
  /// Ought not to be there; also the second of two entries with one name.
  virtual void extra(const std::string& dn) = 0;
  /// Is there with other values.
  virtual void stale(const std::string& dn, const std::vector<AttributeDifference>& what) = 0;
};

/// A part of the directory to be read.
struct DirectoryArea {
  std::string base;
  std::string filter = "(objectClass=*)";
  bool may_be_absent = false;  ///< noSuchObject means that nothing is there.
};

struct VerificationPlan {
  std::vector<DirectoryArea> areas;     ///< Read one after another; they may overlap.
  std::vector<std::string> attributes;  ///< To ask for.
  ComparisonRules rules;
  std::vector<std::string> left_out;  ///< Names of entries that are neither extra nor missing.
  std::uint64_t max_entries = 1'000'000;
  /// Gets every entry that is read first; empty: nobody does.
  std::function<void(const PlainEntry&)> observe;
  /// Called now and then with the number of entries read and compared so far.
  std::function<void(std::uint64_t)> progress;
};

struct VerificationOutcome {
  std::uint64_t compared = 0;  ///< Entries that ought to be there.
  std::uint64_t missing = 0, extra = 0, stale = 0;
  std::vector<std::string> not_compared;  ///< Attributes that the directory nowhere shows.

  bool is_equal() const { return missing + extra + stale == 0; }
};

/// Compares a directory with what it ought to show, entry by entry and value by value.
///
/// First the directory is read and of each entry a digest kept (some 150 octets, whatever the
/// entry holds), then what is expected is walked through. Entries that differ are read again, from
/// both sides, before they are reported: a change between the two readings is no difference.
class Verification {
 public:
  /// Names that are read again at a time, and octets of their entries kept at a time.
  static constexpr std::size_t kNamesAtATime = 10'000;
  static constexpr std::size_t kOctetsAtATime = std::size_t{64} << 20U;
  /// Up to this many differing entries are sifted a second time, so that even an entry that is
  /// changed again and again is hardly ever reported.
  static constexpr std::size_t kMaxSifted = 10'000;

  /// All borrowed.
  Verification(Connection& directory, ExpectedEntries& expected, DifferenceSink& differences)
      : directory_(&directory), expected_(&expected), differences_(&differences) {}

  /// @return the counts, or why one side could not be read
  Result<VerificationOutcome> run(const VerificationPlan& plan);

 private:
  struct Seen {
    std::string dn;
    std::uint64_t digest = 0;
    Comparison::Shown shown = 0;
    std::size_t area = 0;
    bool is_repeated = false;
  };
  struct Reread {
    PlainEntry entry;
    std::size_t count = 0;  ///< Entries of that name; 0: none.
    bool is_expected = false;
  };
  using RereadByKey = std::unordered_map<std::string, Reread>;
  enum class Pass { kSift, kReport };

  Status read_directory(const VerificationPlan& plan, const Comparison& comparison);
  Status take_found(PlainEntry entry, std::size_t area, const Comparison& comparison);
  Status walk_expected(const Comparison& comparison);
  Status take_expected(const PlainEntry& entry, const Comparison& comparison);
  void suspect_what_is_left();
  /// Reads the suspects again; those that still differ stay, or are reported.
  Status reread_suspects(const VerificationPlan& plan, const Comparison& comparison, Pass pass);
  Result<std::size_t> reread_some(const VerificationPlan& plan, std::size_t from,
                                  RereadByKey& again);
  Status reread_one(const VerificationPlan& plan, const std::string& dn, Reread& again);
  void judge(const PlainEntry& expected, Reread& again, const Comparison& comparison, Pass pass);
  void judge_unexpected(const Reread& again, Pass pass);
  void count_progress();

  Connection* directory_;
  ExpectedEntries* expected_;
  DifferenceSink* differences_;
  const VerificationPlan* plan_ = nullptr;
  std::set<std::string> left_out_;
  /// By a keyed hash of the name's normal form.
  std::unordered_map<std::uint64_t, Seen> seen_;
  Comparison::Shown shown_anywhere_ = 0;
  std::vector<std::string> suspects_, still_suspects_;
  VerificationOutcome outcome_;
  std::uint64_t progress_ = 0;
};

}  // namespace drawbridge::ldap::client
