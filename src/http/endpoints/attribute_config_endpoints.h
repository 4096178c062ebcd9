#pragma once

#include "http/router.h"

namespace drawbridge::http {

/// Which attributes of people an offering shows to its provider.
void add_attribute_config_routes(Router& router);

}  // namespace drawbridge::http
