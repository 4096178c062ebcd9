#include <string>

#include "daemon/command_support.h"
#include "daemon/commands.h"
#include "json/read.h"

namespace drawbridge::daemon {

Result<int> glauth_render_command(Core& core, const json::Value& arguments, Console& console) {
  DRAWBRIDGE_TRY(const auto wanted, json::required_string(arguments, "offering"));
  DRAWBRIDGE_TRY(const auto reader, core.store().reader());
  DRAWBRIDGE_TRY(const auto offering, find_offering(*reader, wanted));
  DRAWBRIDGE_TRY(const auto document, core.offering_outputs()->glauth_document(offering.uuid));
  std::string piece;
  while (document.text->next(piece)) {
    console.write_out(piece);
    piece.clear();
  }
  console.write_out(piece);
  return 0;
}

}  // namespace drawbridge::daemon
