#pragma once

#include <string>
#include <vector>

#include "json/value.h"

namespace drawbridge::cli {

/// A list of objects as aligned columns under a line of headings, in the order of `columns`.
/// Control characters are shown as `?`; null is `-`.
std::string table(const json::Value& rows, const std::vector<std::string>& columns);

}  // namespace drawbridge::cli
