#include "base/packed_texts.h"

#include <cstring>

namespace drawbridge {
namespace {

constexpr std::size_t kLengthSize = sizeof(std::uint32_t);

std::uint32_t length_at(const char* at) {
  std::uint32_t length = 0;
  std::memcpy(&length, at, kLengthSize);
  return length;
}

}  // namespace

std::string_view PackedTexts::Iterator::operator*() const {
  return {at_ + kLengthSize, length_at(at_)};
}

PackedTexts::Iterator& PackedTexts::Iterator::operator++() {
  at_ += kLengthSize + length_at(at_);
  return *this;
}

PackedTexts::PackedTexts(const std::vector<std::string>& texts)
    : count_(static_cast<std::uint32_t>(texts.size())) {
  if (texts.empty()) return;
  std::size_t size = 0;
  for (const std::string& text : texts) size += kLengthSize + text.size();
  size_ = static_cast<std::uint32_t>(size);
  const auto octets = std::make_shared_for_overwrite<char[]>(size);
  char* at = octets.get();
  for (const std::string& text : texts) {
    const auto length = static_cast<std::uint32_t>(text.size());
    std::memcpy(at, &length, kLengthSize);
    text.copy(at + kLengthSize, text.size());
    at += kLengthSize + text.size();
  }
  octets_ = octets;
}

bool operator==(const PackedTexts& a, const PackedTexts& b) {
  return a.size_ == b.size_ && a.count_ == b.count_ &&
         (a.size_ == 0 || std::memcmp(a.octets_.get(), b.octets_.get(), a.size_) == 0);
}

}  // namespace drawbridge
