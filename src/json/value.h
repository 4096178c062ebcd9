#pragma once

#include <nlohmann/json.hpp>

namespace drawbridge::json {

/// A JSON value; objects keep their names sorted, so equal values print as equal bytes.
using Value = nlohmann::json;

}  // namespace drawbridge::json
