#include "ldap/server/framer.h"

#include "ldap/ber/length_prefix.h"
#include "ldap/ber/tag.h"

namespace drawbridge::ldap::server {
namespace {

/// An empty buffer larger than this is given back at once.
constexpr std::size_t kKeptOctets = 65'536;

}  // namespace

void Framer::feed(std::string_view bytes) {
  if (size_ != 0) {
    staged_.append(bytes);
    return;
  }
  if (begin_ != 0) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  buffer_.append(bytes);
}

Result<std::optional<std::string_view>> Framer::next(std::size_t max_octets) {
  const std::string_view rest = std::string_view(buffer_).substr(begin_);
  if (rest.empty()) return std::nullopt;
  if (static_cast<unsigned char>(rest.front()) != ber::kSequence) {
    return fail(ErrorCode::kInvalid, "This is not an LDAP message.");
  }
  DRAWBRIDGE_TRY(const auto header, ber::read_header(rest));
  if (!header) return std::nullopt;
  const std::size_t size = header->size + header->length;
  if (size > max_octets) return fail(ErrorCode::kTooLarge, "The message is too large.");
  if (rest.size() < size) return std::nullopt;
  size_ = size;
  return rest.substr(0, size);
}

std::size_t Framer::peek(std::span<std::string_view> out) const {
  std::string_view rest = std::string_view(buffer_).substr(begin_);
  std::size_t count = 0;
  for (; count < out.size(); ++count) {
    const auto header = ber::read_header(rest);
    if (!header || !*header || (*header)->length > rest.size() - (*header)->size) break;
    out[count] = rest.substr(0, (*header)->size + (*header)->length);
    rest.remove_prefix(out[count].size());
  }
  return count;
}

std::optional<std::string_view> Framer::next_waiting() {
  if (has_looked_enough_) return std::nullopt;
  // What is behind the PDU that is out moves to where a PDU that came in parts is whole.
  const std::size_t end = begin_ + size_;
  if (end != buffer_.size()) {
    staged_.insert(0, buffer_, end);
    buffer_.resize(end);
  }
  const std::string_view rest = std::string_view(staged_).substr(looked_at_);
  const auto header = ber::read_header(rest);
  if (!header || !*header || (*header)->length > rest.size() - (*header)->size) {
    return std::nullopt;
  }
  waiting_size_ = (*header)->size + (*header)->length;
  looked_at_ += waiting_size_;
  return rest.substr(0, waiting_size_);
}

void Framer::drop_waiting() {
  looked_at_ -= waiting_size_;
  staged_.erase(looked_at_, waiting_size_);
  waiting_size_ = 0;
}

void Framer::release() {
  begin_ += size_;
  size_ = 0;
  looked_at_ = 0;
  waiting_size_ = 0;
  has_looked_enough_ = false;
  if (begin_ == buffer_.size()) {
    begin_ = 0;
    buffer_.clear();
    if (buffer_.capacity() > kKeptOctets) buffer_.shrink_to_fit();
  }
  if (staged_.empty()) return;
  buffer_.erase(0, begin_);
  begin_ = 0;
  buffer_.append(staged_);
  release_memory(staged_);
}

}  // namespace drawbridge::ldap::server
