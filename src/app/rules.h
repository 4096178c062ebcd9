#pragma once

#include "app/views.h"
#include "domain/username.h"

namespace drawbridge::app {

/// What an installation sets for the use cases; immutable while the server runs.
struct Rules {
  domain::NameRules names;
  ViewRules views;
};

}  // namespace drawbridge::app
