#pragma once

#include <sodium.h>

#include <string>
#include <string_view>
#include <utility>

namespace drawbridge {

/// A password, token or key in clear text: movable, never copied, never printed (there is no
/// stream or fmt support on purpose), wiped when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe();
      text_ = std::move(other.text_);
      other.wipe();
    }
    return *this;
  }
  ~Secret() { wipe(); }

  /// The clear text; the caller must not let it reach a log, an error or an answer by accident.
  std::string_view reveal() const { return text_; }

 private:
  void wipe() {
    sodium_memzero(text_.data(), text_.size());
    text_.clear();
  }

  std::string text_;
};

}  // namespace drawbridge
