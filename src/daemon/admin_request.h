#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"

namespace drawbridge::daemon {

/// Longest request line on the admin socket, in bytes.
inline constexpr std::size_t kMaxRequestBytes = 65536;

/// A command of the administrator's with its arguments, as it goes over the admin socket.
struct AdminRequest {
  std::string command;  ///< `token create`
  json::Value arguments = json::Value::object();
};

/// One line of JSON with its line break.
std::string encode_request(const AdminRequest& request);

/// @return kInvalid for anything encode_request does not make
Result<AdminRequest> decode_request(std::string_view line);

}  // namespace drawbridge::daemon
