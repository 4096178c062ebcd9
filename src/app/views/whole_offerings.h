#pragma once

#include <vector>

#include "app/views/views.h"
#include "app/views/whole_records.h"

namespace drawbridge::app {

/// Every offering, by uuid, in one pass over each kind of record. Those whose switch is off have
/// nothing but their facts.
Result<std::vector<OfferingContents>> load_offerings(StoreReader& store, ReaderBeside beside,
                                                     const ViewRules& rules, Timestamp now);

}  // namespace drawbridge::app
