#pragma once

#include <compare>
#include <functional>

namespace drawbridge {

/// A number that cannot be mixed up with a number of another kind.
template <class Tag, class Rep>
class StrongId {
 public:
  constexpr StrongId() = default;
  constexpr explicit StrongId(Rep value) : value_(value) {}

  constexpr Rep value() const { return value_; }

  friend constexpr auto operator<=>(const StrongId&, const StrongId&) = default;

 private:
  Rep value_{};
};

}  // namespace drawbridge

template <class Tag, class Rep>
struct std::hash<drawbridge::StrongId<Tag, Rep>> {
  std::size_t operator()(const drawbridge::StrongId<Tag, Rep>& id) const noexcept {
    return std::hash<Rep>{}(id.value());
  }
};
