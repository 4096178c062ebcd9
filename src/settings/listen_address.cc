#include "settings/listen_address.h"

#include "base/text.h"

namespace drawbridge::settings {

Result<std::optional<ListenAddress>> parse_listen_address(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto wrong = [](const char* why) {
    return fail(ErrorCode::kInvalid, std::string("must be \"host:port\", or \"\" for off: ") + why);
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong("there is no port");
  auto host = text.substr(0, colon);
  const auto port = parse_integer<std::uint16_t>(text.substr(colon + 1));
  if (!port) return wrong("the port is a number from 0 to 65535");
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return wrong("an IPv6 address stands in brackets");
  }
  if (host.empty() || host.find_first_of("[]/ \t") != std::string_view::npos) {
    return wrong("there is no host");
  }
  return ListenAddress{std::string(host), *port};
}

std::string to_string(const ListenAddress& address) {
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

}  // namespace drawbridge::settings
