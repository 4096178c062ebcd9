#pragma once

#include <span>
#include <string_view>

namespace drawbridge::http {

/// A file of the viewer of the API document (templates/swagger-ui), compiled into the binary.
struct ViewerFile {
  std::string_view name;
  std::string_view content_type;
  std::string_view bytes;
};

/// All files; the page itself comes first.
std::span<const ViewerFile> viewer_files();

}  // namespace drawbridge::http
