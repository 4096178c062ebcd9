#pragma once

#include "base/clock.h"
#include "base/uuid.h"

namespace drawbridge {

/// A UUID (version 7, RFC 9562) that begins with the moment and ends with 62 random bits; those of
/// later moments are greater. Records made one after another lie beside each other in the store, so
/// that a batch of them reads and writes few of its pages. Where the first digits become a name,
/// Uuid::random() it must be: those of one minute share them.
/// @param made  before 1970 it counts as 1970
Uuid ordered_uuid(Timestamp made);

}  // namespace drawbridge
