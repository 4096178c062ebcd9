#include "http/openapi/viewer_files.h"

#include <array>

// The symbols around each file that the build takes in (CMakeLists.txt).
extern "C" {
extern const char viewer_index_html_begin[], viewer_index_html_end[];
extern const char viewer_start_js_begin[], viewer_start_js_end[];
extern const char viewer_swagger_ui_css_begin[], viewer_swagger_ui_css_end[];
extern const char viewer_swagger_ui_bundle_js_begin[], viewer_swagger_ui_bundle_js_end[];
}

namespace drawbridge::http {
namespace {

constexpr std::string_view kPage = "text/html; charset=utf-8";
constexpr std::string_view kScript = "text/javascript; charset=utf-8";
constexpr std::string_view kStyle = "text/css; charset=utf-8";

}  // namespace

std::span<const ViewerFile> viewer_files() {
  static const std::array<ViewerFile, 4> files = {{
      {"index.html", kPage, {viewer_index_html_begin, viewer_index_html_end}},
      {"start.js", kScript, {viewer_start_js_begin, viewer_start_js_end}},
      {"swagger-ui.css", kStyle, {viewer_swagger_ui_css_begin, viewer_swagger_ui_css_end}},
      {"swagger-ui-bundle.js",
       kScript,
       {viewer_swagger_ui_bundle_js_begin, viewer_swagger_ui_bundle_js_end}},
  }};
  return files;
}

}  // namespace drawbridge::http
