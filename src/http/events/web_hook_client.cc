#include "http/events/web_hook_client.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <span>

#include "base/text.h"
#include "http/events/destination_address.h"

namespace drawbridge::http {
namespace {

using Poco::Net::Context;
using Poco::Net::IPAddress;
using Poco::Net::StreamSocket;
using Moment = std::chrono::steady_clock::time_point;

constexpr std::size_t kAddressesTried = 3;
constexpr std::size_t kAnswerMax = 64U << 10U;
constexpr std::chrono::milliseconds kSlice{200};   // how soon a cancellation is noticed
constexpr std::chrono::milliseconds kGrace{1000};  // for the answer's body

Poco::Timespan timespan(std::chrono::milliseconds time) {
  return Poco::Timespan(static_cast<Poco::Timespan::TimeDiff>(time.count()) * 1000);
}

bool is_allowed(const IPAddress& address, bool allow_private) {
  if (allow_private) return true;
  std::array<std::uint8_t, 16> bytes{};
  const auto length = std::min<std::size_t>(static_cast<std::size_t>(address.length()), 16);
  const auto* raw = static_cast<const std::uint8_t*>(address.addr());
  std::copy_n(raw, length, bytes.begin());
  return is_public_address(std::span(bytes.data(), length));
}

tl::unexpected<Error> not_allowed() {
  return fail(ErrorCode::kForbidden, "The destination is in a private network.");
}

tl::unexpected<Error> failed(std::string reason) {
  return fail(ErrorCode::kUnavailable, std::move(reason));
}

/// The addresses of the host that may be connected to; at least one.
Result<std::vector<IPAddress>> resolve(const std::string& host, bool allow_private) {
  IPAddress literal;
  if (IPAddress::tryParse(host, literal)) {
    if (!is_allowed(literal, allow_private)) return not_allowed();
    return std::vector{literal};
  }
  const auto entry = Poco::Net::DNS::hostByName(host);
  std::vector<IPAddress> allowed;
  for (const auto& address : entry.addresses()) {
    if (is_allowed(address, allow_private)) allowed.push_back(address);
  }
  if (!allowed.empty()) {
    allowed.resize(std::min(allowed.size(), kAddressesTried));
    return allowed;
  }
  if (entry.addresses().empty()) return failed("The destination's name has no address.");
  return not_allowed();
}

Context::Ptr client_context() {
  static const Context::Ptr context = [] {
    Poco::Net::initializeSSL();
    Context::Params params;
    params.verificationMode = Context::VERIFY_STRICT;
    params.loadDefaultCAs = true;
    Context::Ptr made(new Context(Context::TLS_CLIENT_USE, params));
    made->requireMinimumProtocol(Context::PROTO_TLSV1_2);
    return made;
  }();
  return context;
}

StreamSocket connect(const Poco::URI& uri, const IPAddress& address,
                     const WebHookClientOptions& options) {
  const Poco::Net::SocketAddress destination(address, uri.getPort());
  if (uri.getScheme() != "https") {
    StreamSocket plain;
    plain.connect(destination, timespan(options.connect_timeout));
    return plain;
  }
  Poco::Net::SecureStreamSocket secure(client_context());
  secure.setPeerHostName(uri.getHost());
  secure.connect(destination, timespan(options.connect_timeout));
  return secure;
}

/// Connects to the first address that answers.
/// @throws Poco::Exception when none does
StreamSocket connect_to_any(const Poco::URI& uri, const std::vector<IPAddress>& addresses,
                            const WebHookClientOptions& options) {
  for (std::size_t i = 0; i + 1 < addresses.size(); ++i) {
    try {
      return connect(uri, addresses[i], options);
    } catch (const Poco::Exception&) {
      continue;  // the next one may answer; the last one's fault is told
    }
  }
  return connect(uri, addresses.back(), options);
}

std::string wire_text(const Poco::URI& uri, const WebHookRequest& request) {
  std::string target = uri.getPathAndQuery();
  if (!target.starts_with('/')) target.insert(0, "/");
  std::string text =
      "POST " + target + " HTTP/1.1\r\nHost: " + uri.getAuthority() +
      "\r\nUser-Agent: Drawbridge\r\nConnection: close\r\nContent-Type: " + request.content_type +
      "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  return text + "\r\n" + request.body;
}

/// One exchange on a connected socket, within a deadline.
class Exchange {
 public:
  Exchange(StreamSocket& socket, const WebHookClientOptions& options)
      : socket_(&socket),
        options_(&options),
        deadline_(std::chrono::steady_clock::now() + options.total_timeout) {}

  Status send(const std::string& text) {
    socket_->setSendTimeout(timespan(options_->total_timeout));
    std::size_t sent = 0;
    while (sent < text.size()) {
      const auto piece = std::min<std::size_t>(text.size() - sent, 16384);
      const int done = socket_->sendBytes(text.data() + sent, static_cast<int>(piece));
      if (done <= 0 || is_over()) return failed("The receiver did not take the request in time.");
      sent += static_cast<std::size_t>(done);
    }
    return {};
  }

  Result<int> read_status() {
    while (answer_.find("\r\n") == std::string::npos) {
      if (answer_.size() > kAnswerMax || !read_more()) {
        return failed(is_over() ? "The receiver did not answer in time."
                                : "The receiver closed the connection without an answer.");
      }
    }
    const std::string_view line(answer_);
    if (!line.starts_with("HTTP/1.") || line.size() < 12) {
      return failed("The receiver's answer is not HTTP.");
    }
    const auto status = parse_integer<int>(line.substr(9, 3));
    if (!status) return failed("The receiver's answer is not HTTP.");
    return *status;
  }

  /// Takes the rest of the answer, so that the receiver can end well; not for long.
  void drain() {
    deadline_ = std::min(deadline_, std::chrono::steady_clock::now() + kGrace);
    while (answer_.size() < kAnswerMax && !is_whole() && read_more()) {
    }
  }

 private:
  bool is_over() const {
    return std::chrono::steady_clock::now() >= deadline_ ||
           (options_->is_cancelled && options_->is_cancelled());
  }

  /// False at the end of the answer or of the time.
  bool read_more() {
    std::array<char, 8192> buffer{};
    while (!is_over()) {
      try {
        socket_->setReceiveTimeout(timespan(kSlice));
        const int got = socket_->receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
        if (got <= 0) return false;
        answer_.append(buffer.data(), static_cast<std::size_t>(got));
        return true;
      } catch (const Poco::TimeoutException&) {
        continue;
      }
    }
    return false;
  }

  bool is_whole() const {
    const auto head_end = answer_.find("\r\n\r\n");
    if (head_end == std::string::npos) return false;
    constexpr std::string_view kLength = "content-length:";
    const auto head = ascii_lower(std::string_view(answer_).substr(0, head_end));
    const auto at = head.find(kLength);
    if (at == std::string::npos) return false;
    const auto from = at + kLength.size();
    const auto value = std::string_view(head).substr(from, head.find("\r\n", from) - from);
    const auto length = parse_integer<std::uint64_t>(trim(value));
    return length && answer_.size() - head_end - 4 >= *length;
  }

  StreamSocket* socket_;
  const WebHookClientOptions* options_;
  Moment deadline_;
  std::string answer_;
};

Status post(const WebHookRequest& request, const WebHookClientOptions& options) {
  const Poco::URI uri(request.url);
  DRAWBRIDGE_TRY(const auto addresses, resolve(uri.getHost(), options.allow_private_destinations));
  auto socket = connect_to_any(uri, addresses, options);
  Exchange exchange(socket, options);
  DRAWBRIDGE_CHECK(exchange.send(wire_text(uri, request)));
  DRAWBRIDGE_TRY(const auto status, exchange.read_status());
  try {
    exchange.drain();
    socket.close();
  } catch (const std::exception&) {
    // The status is known; how the connection ends does not matter.
  }
  if (status >= 200 && status < 300) return {};
  return failed("The receiver answered with status " + std::to_string(status) + ".");
}

}  // namespace

Status post_to_receiver(const WebHookRequest& request, const WebHookClientOptions& options) {
  try {
    return post(request, options);
  } catch (const Poco::Exception& fault) {
    return failed("The receiver cannot be reached: " + fault.displayText());
  } catch (const std::exception& fault) {
    return failed(fault.what());
  }
}

Status check_destination(const std::string& url, bool allow_private_destinations) {
  try {
    const Poco::URI uri(url);
    const bool is_web = uri.getScheme() == "http" || uri.getScheme() == "https";
    if (!is_web || uri.getHost().empty() || !uri.getUserInfo().empty() || uri.getPort() == 0) {
      return fail(ErrorCode::kInvalid, "Enter a valid URL.");
    }
    IPAddress literal;
    if (IPAddress::tryParse(uri.getHost(), literal) &&
        !is_allowed(literal, allow_private_destinations)) {
      return fail(ErrorCode::kInvalid, "The destination is in a private network.");
    }
    return {};
  } catch (const Poco::Exception&) {
    return fail(ErrorCode::kInvalid, "Enter a valid URL.");
  }
}

}  // namespace drawbridge::http
