#pragma once

#include "app/views/views.h"
#include "domain/field_types.h"
#include "domain/username.h"

namespace drawbridge::app {

/// What an installation sets for the use cases; immutable while the server runs.
struct Rules {
  domain::NameRules names;
  ViewRules views;
  /// Whether providers see only accounts of people who filled in all that is shown of them.
  bool enforce_profile_completeness = false;
  /// What is shown of people on an offering without a choice of its own; sorted names of
  /// domain/user_attributes.h.
  domain::StringList default_exposed_attributes = {"email", "full_name", "username"};
};

}  // namespace drawbridge::app
