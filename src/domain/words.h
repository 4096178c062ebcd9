#pragma once

#include <optional>
#include <string_view>
#include <type_traits>

#include "domain/offering_user_state.h"
#include "domain/states.h"

namespace drawbridge::domain {

/// An enumeration that the API spells with words (`to_word`).
template <class E>
concept HasWords = std::is_enum_v<E> && requires(E value) {
  to_word(value);
};

/// The value that `word` spells; nothing for a word outside the set. Case matters.
template <HasWords E>
std::optional<E> from_word(std::string_view word) {
  if constexpr (std::is_same_v<E, OfferingUserState>) {
    return parse_offering_user_state(word);
  } else if constexpr (std::is_same_v<E, RuntimeState>) {
    return parse_runtime_state(word);
  } else if constexpr (std::is_same_v<E, OfferingState>) {
    return parse_offering_state(word);
  } else if constexpr (std::is_same_v<E, ResourceState>) {
    return parse_resource_state(word);
  } else if constexpr (std::is_same_v<E, ProjectKind>) {
    return parse_project_kind(word);
  } else {
    static_assert(std::is_same_v<E, RobotAccountState>);
    return parse_robot_account_state(word);
  }
}

}  // namespace drawbridge::domain
