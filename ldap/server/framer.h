#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/release_memory.h"
#include "base/result.h"

namespace drawbridge::ldap::server {

/// Cuts a stream of octets into PDUs. Never holds or reserves more than was received: a length
/// is a claim until the octets are here.
class Framer {
 public:
  /// Takes octets from the peer. A PDU that next() gave stays where it is until release().
  void feed(std::string_view bytes);

  /// The next whole PDU, valid until release(); nothing while octets are missing. Without a
  /// release() in between it is the same one again.
  /// @return kTooLarge when its length is over `max_octets`, kInvalid when what comes is no
  ///         SEQUENCE of definite length. Both are final: the stream cannot be read any further.
  Result<std::optional<std::string_view>> next(std::size_t max_octets);

  /// The PDUs that are whole, that of next() first, to be looked at; valid until any other call.
  /// @param out  as many as are there and fit
  /// @return how many
  std::size_t peek(std::span<std::string_view> out) const;

  /// Drops the PDU that next() gave.
  void release();

  /// The next whole PDU behind the one that next() gave that this has not given before; valid
  /// until any other call. Nothing while there is none, or what comes is no PDU. Before octets
  /// are fed without a PDU being out, release() must be called.
  std::optional<std::string_view> next_waiting();

  /// Takes away the PDU that next_waiting() gave last, as if it had never come.
  void drop_waiting();

  /// Ends the looking ahead: next_waiting() has nothing any more until release().
  void end_waiting() { has_looked_enough_ = true; }

  /// Gives an empty buffer's memory back.
  void release_buffer() {
    if (is_empty() && size_ == 0) release_memory(buffer_);
  }

  /// Octets received beyond the PDU that next() gave.
  std::size_t octets_left() const { return buffer_.size() - begin_ - size_ + staged_.size(); }
  /// Whether a part of a PDU, or more, is here.
  bool is_empty() const { return buffer_.size() == begin_ && staged_.empty(); }

 private:
  std::string buffer_;
  std::string staged_;  // arrived while a PDU was out
  std::size_t begin_ = 0;
  std::size_t size_ = 0;          // of the PDU that is out, else 0
  std::size_t looked_at_ = 0;     // of staged_, by next_waiting()
  std::size_t waiting_size_ = 0;  // of the PDU that it gave last
  bool has_looked_enough_ = false;
};

}  // namespace drawbridge::ldap::server
