#include "daemon/unix_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace drawbridge::daemon {
namespace {

constexpr std::size_t kReadBytes = 65536;

std::string reason(int error) { return std::generic_category().message(error); }

/// An address and what must stay open while it is used.
struct Address {
  sockaddr_un name{};
  UniqueFd directory;

  const sockaddr* pointer() const { return reinterpret_cast<const sockaddr*>(&name); }
};

/// A path longer than an address holds (unix(7): 108 bytes) is reached through its directory.
Result<Address> address_of(const std::string& path) {
  Address address;
  address.name.sun_family = AF_UNIX;
  std::string text = path;
  if (text.size() >= sizeof(address.name.sun_path)) {
    const std::filesystem::path whole(path);
    address.directory.reset(::open(whole.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!address.directory) {
      return fail(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
                  "Cannot reach " + path + ": " + reason(errno) + ".");
    }
    text = "/proc/self/fd/" + std::to_string(address.directory.get()) + "/" +
           whole.filename().string();
  }
  if (text.size() >= sizeof(address.name.sun_path)) {
    return fail(ErrorCode::kInvalid,
                "The name of the socket " + path + " is too long; give store.path a shorter name.");
  }
  std::memcpy(address.name.sun_path, text.c_str(), text.size() + 1);
  return address;
}

Result<UniqueFd> make_socket() {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return fail(ErrorCode::kUnavailable, "Cannot make a socket: " + reason(errno) + ".");
  return fd;
}

void set_patience(int fd, std::chrono::seconds patience) {
  timeval time{};
  time.tv_sec = patience.count();
  // Failing to set a time limit only costs patience with a peer of our own user.
  (void)::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
  (void)::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time));
}

}  // namespace

LineSocket::LineSocket(UniqueFd fd, std::chrono::seconds patience) : fd_(std::move(fd)) {
  set_patience(fd_.get(), patience);
}

Status LineSocket::fill() {
  std::array<char, kReadBytes> piece;
  while (true) {
    const auto count = ::recv(fd_.get(), piece.data(), piece.size(), 0);
    if (count > 0) {
      buffer_.append(piece.data(), static_cast<std::size_t>(count));
      return {};
    }
    if (count < 0 && errno == EINTR) continue;
    return fail(ErrorCode::kUnavailable, count == 0 ? "The other side closed the connection."
                                                    : "The other side does not answer.");
  }
}

Result<std::string> LineSocket::read_line(std::size_t max_bytes) {
  std::size_t looked_at = 0;
  while (true) {
    const auto end = buffer_.find('\n', looked_at);
    if (end != std::string::npos && end <= max_bytes) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    if (buffer_.size() > max_bytes) return fail(ErrorCode::kTooLarge, "The line is too long.");
    looked_at = buffer_.size();
    DRAWBRIDGE_CHECK(fill());
  }
}

Status LineSocket::read_bytes(std::size_t count, std::string& out) {
  while (count > 0) {
    if (buffer_.empty()) DRAWBRIDGE_CHECK(fill());
    const auto taken = std::min(count, buffer_.size());
    out.append(buffer_, 0, taken);
    buffer_.erase(0, taken);
    count -= taken;
  }
  return {};
}

Status LineSocket::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fail(ErrorCode::kUnavailable, "The other side closed the connection.");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

void LineSocket::write_if_room(std::string_view bytes) {
  const auto count = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (count <= 0) return;
  // What has begun must be ended, or the next line would be broken.
  (void)write(bytes.substr(static_cast<std::size_t>(count)));
}

Result<UniqueFd> listen_on_unix_socket(const std::string& path) {
  DRAWBRIDGE_TRY(const auto address, address_of(path));
  DRAWBRIDGE_TRY(auto fd, make_socket());
  (void)::unlink(path.c_str());
  // Linux gives the new file the permissions of the socket, so there is no moment at which
  // another user could connect.
  const bool bound = ::fchmod(fd.get(), S_IRUSR | S_IWUSR) == 0 &&
                     ::bind(fd.get(), address.pointer(), sizeof(address.name)) == 0 &&
                     ::chmod(path.c_str(), S_IRUSR | S_IWUSR) == 0 && ::listen(fd.get(), 16) == 0;
  if (!bound) {
    return fail(errno == EACCES ? ErrorCode::kForbidden : ErrorCode::kUnavailable,
                "Cannot listen on the admin socket " + path + ": " + reason(errno) + ".");
  }
  return fd;
}

Result<UniqueFd> connect_to_unix_socket(const std::string& path) {
  DRAWBRIDGE_TRY(const auto address, address_of(path));
  DRAWBRIDGE_TRY(auto fd, make_socket());
  if (::connect(fd.get(), address.pointer(), sizeof(address.name)) == 0) return fd;
  const int error = errno;
  if (error == ENOENT || error == ECONNREFUSED || error == ENOTDIR) {
    return fail(ErrorCode::kNotFound, "No server listens on " + path + ".");
  }
  if (error == EACCES || error == EPERM) {
    return fail(ErrorCode::kForbidden,
                "You may not use the admin socket " + path + "; run as the user of the server.");
  }
  return fail(ErrorCode::kUnavailable,
              "Cannot use the admin socket " + path + ": " + reason(error) + ".");
}

}  // namespace drawbridge::daemon
