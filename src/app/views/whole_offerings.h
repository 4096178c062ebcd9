#pragma once

#include <memory>
#include <vector>

#include "app/views/views.h"

namespace drawbridge::app {

/// Every offering, by uuid, in one pass over each kind of record. Those whose switch is off have
/// nothing but their facts.
/// @param beside  another reader that sees the same records, used at the same time on a thread of
///                its own and closed then; null: `store` reads everything
Result<std::vector<OfferingContents>> load_offerings(StoreReader& store,
                                                     std::unique_ptr<StoreReader> beside,
                                                     const ViewRules& rules, Timestamp now);

}  // namespace drawbridge::app
