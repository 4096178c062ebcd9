#pragma once

#include <optional>
#include <string>

#include "app/ports.h"

namespace drawbridge::app {

/// A slug for a new object of `kind` (customer, project, offering): the one asked for, else one
/// made of its name, numbered while it is taken.
/// @return kInvalid with field `slug` when the one asked for is malformed or taken.
Result<std::string> choose_slug(StoreReader& store, std::string_view kind,
                                const std::optional<std::string>& wanted, std::string_view name,
                                const Uuid& uuid);

}  // namespace drawbridge::app
