#pragma once

#include <cstddef>
#include <span>

#include "base/clock.h"
#include "base/uuid.h"

/// Texts of a fixed size, printed into room of the caller's: nothing is allocated.
namespace drawbridge {

inline constexpr std::size_t kGeneralizedSize = 15;
inline constexpr std::size_t kDashedSize = 36;

/// Whether the moment has the form of Timestamp::generalized: its year is one of 0 to 9999.
bool has_generalized(Timestamp moment);

/// The same as Timestamp::generalized; of a year beyond the form the last four digits.
void print_generalized(Timestamp moment, std::span<char, kGeneralizedSize> out);

/// The same as Uuid::dashed.
void print_dashed(const Uuid& uuid, std::span<char, kDashedSize> out);

}  // namespace drawbridge
