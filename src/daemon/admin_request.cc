#include "daemon/admin_request.h"

#include "json/read.h"
#include "json/write.h"

namespace drawbridge::daemon {

std::string encode_request(const AdminRequest& request) {
  std::string line;
  json::Writer out(line);
  out.begin_object();
  out.field("command", request.command).field("arguments", request.arguments);
  out.end_object();
  line += '\n';
  return line;
}

Result<AdminRequest> decode_request(std::string_view line) {
  const json::Limits limits{8, kMaxRequestBytes};
  DRAWBRIDGE_TRY(const auto object, json::parse_object(line, limits));
  AdminRequest request;
  DRAWBRIDGE_TRY(request.command, json::required_string(object, "command"));
  DRAWBRIDGE_TRY(const auto* arguments, json::optional_object(object, "arguments"));
  if (arguments != nullptr) request.arguments = *arguments;
  return request;
}

}  // namespace drawbridge::daemon
