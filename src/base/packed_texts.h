#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace drawbridge {

/// An immutable list of texts in one piece of memory that its copies share. They lie there as BER
/// OCTET STRINGs one after the other (X.690 section 8.7), which is how LDAP serves values, so that
/// a directory entry can share them as well.
class PackedTexts {
 public:
  /// Goes through the texts; valid as long as any copy of the list.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::string_view*;
    using reference = std::string_view;

    Iterator() = default;

    std::string_view operator*() const;
    Iterator& operator++();
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    friend class PackedTexts;
    explicit Iterator(const char* at) : at_(at) {}

    const char* at_ = nullptr;
  };

  /// No texts.
  PackedTexts() = default;
  PackedTexts(std::initializer_list<std::string_view> texts)
      : PackedTexts(std::vector<std::string_view>(texts)) {}
  /// REQUIRES: less than 4 GiB together.
  explicit PackedTexts(const std::vector<std::string_view>& texts);

  /// All of them as they lie.
  std::string_view octets() const { return {octets_.get(), size_}; }

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  Iterator begin() const { return Iterator(octets_.get()); }
  Iterator end() const { return Iterator(octets_.get() + size_); }

  friend bool operator==(const PackedTexts& a, const PackedTexts& b);

 private:
  std::shared_ptr<const char[]> octets_;
  std::uint32_t size_ = 0;  ///< Of the octets.
  std::uint32_t count_ = 0;
};

}  // namespace drawbridge
