#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "ldap/client/plain_entry.h"

namespace drawbridge::ldap::client {

/// Reads LDIF content records (RFC 2849) as their text arrives, piece by piece. Memory: one record.
/// Change records, values by URL and controls are refused.
class LdifReader {
 public:
  /// Longest record, in octets of text.
  static constexpr std::size_t kMaxRecordOctets = std::size_t{512} << 20U;

  /// @param sink  gets every record; attributes in the order of their first values
  explicit LdifReader(EntrySink sink) : sink_(std::move(sink)) {}

  /// @return kInvalid with the line's number, kTooLarge, or the sink's error; nothing may be fed
  ///         after an error
  Status feed(std::string_view piece);
  /// The last record needs no blank line after it. @return as feed()
  Status finish();

 private:
  Status take_physical_line(std::string_view line);
  Status take_logical_line();
  Status end_record();
  tl::unexpected<Error> fault(const std::string& what) const;

  EntrySink sink_;
  std::string partial_;  ///< A physical line whose end has not come yet.
  std::string logical_;  ///< A line with its continuations so far.
  bool has_logical_ = false;
  bool has_name_ = false;  ///< The record has begun.
  PlainEntry entry_;
  std::size_t record_octets_ = 0;
  std::size_t line_number_ = 0;
};

}  // namespace drawbridge::ldap::client
