#pragma once

#include <string>

namespace drawbridge {

/// Empties a text and frees its memory. Assigning an empty one would keep the memory, for a short
/// text is copied into the room there is.
inline void release_memory(std::string& text) { std::string().swap(text); }

}  // namespace drawbridge
