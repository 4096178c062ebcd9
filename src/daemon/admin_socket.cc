#include "daemon/admin_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/text.h"
#include "daemon/wire_console.h"

namespace drawbridge::daemon {
namespace {

constexpr std::chrono::seconds kPatience{60};
constexpr std::size_t kMaxChunkBytes = std::size_t{1} << 20U;
constexpr std::size_t kMaxChunkLine = 20;
constexpr std::size_t kThreads = 4;
constexpr std::size_t kWaiting = 16;

/// The mode of the file already keeps others out; this also holds if somebody widened it.
bool is_trusted(int fd) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == ::geteuid();
}

/// The command's input in an unnamed file, and a stream that reads it.
class Spool {
 public:
  static Result<Spool> make(const std::string& directory) {
    Spool spool;
    spool.fd_.reset(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!spool.fd_) {
      return fail(ErrorCode::kUnavailable, "Cannot keep the input in " + directory + ".");
    }
    return spool;
  }

  Status append(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::write(fd_.get(), bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return fail(ErrorCode::kUnavailable, "The disk is full.");
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
  }

  std::ifstream stream() const {
    return std::ifstream("/proc/self/fd/" + std::to_string(fd_.get()), std::ios::binary);
  }

 private:
  UniqueFd fd_;
};

Status receive_input(LineSocket& client, Spool& spool) {
  std::uint64_t total = 0;
  std::string piece;
  while (true) {
    DRAWBRIDGE_TRY(const auto line, client.read_line(kMaxChunkLine));
    DRAWBRIDGE_TRY(const auto length, parse_integer<std::size_t>(line));
    if (length == 0) return {};
    total += length;
    if (length > kMaxChunkBytes || total > AdminSocket::kMaxInputBytes) {
      return fail(ErrorCode::kTooLarge, "The input is too large.");
    }
    piece.clear();
    DRAWBRIDGE_CHECK(client.read_bytes(length, piece));
    DRAWBRIDGE_CHECK(spool.append(piece));
  }
}

std::string directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

Result<std::unique_ptr<AdminSocket>> AdminSocket::open(const std::string& path, Run run,
                                                       Logger& logger) {
  DRAWBRIDGE_TRY(auto listener, listen_on_unix_socket(path));
  UniqueFd wake(::eventfd(0, EFD_CLOEXEC));
  if (!wake) return fail(ErrorCode::kUnavailable, "Cannot make an event descriptor.");
  return std::unique_ptr<AdminSocket>(
      new AdminSocket(path, std::move(listener), std::move(wake), std::move(run), logger));
}

AdminSocket::AdminSocket(std::string path, UniqueFd listener, UniqueFd wake, Run run,
                         Logger& logger)
    : path_(std::move(path)),
      listener_(std::move(listener)),
      wake_(std::move(wake)),
      run_(std::move(run)),
      logger_(&logger),
      pool_("admin", kThreads, kWaiting,
            [this](const std::string& what) {
              logger_->write(Message::kInternalFault, {{"where", "admin socket"}, {"what", what}});
            }),
      thread_([this] { accept_loop(); }) {}

AdminSocket::~AdminSocket() { stop(); }

void AdminSocket::stop() {
  if (!thread_.joinable()) return;
  const std::uint64_t one = 1;
  (void)!::write(wake_.get(), &one, sizeof(one));
  thread_.join();
  (void)::unlink(path_.c_str());
  listener_.reset();
  // Whoever still sends is dropped; answers of commands that run go nowhere then.
  clients_.with([](const auto& clients) {
    for (const auto& client : clients) ::shutdown(client->fd(), SHUT_RD);
  });
  pool_.stop();
}

void AdminSocket::accept_loop() {
  name_this_thread("admin-accept");
  while (true) {
    std::array<pollfd, 2> waits{{{listener_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}}};
    if (::poll(waits.data(), waits.size(), -1) < 0) continue;
    if (waits[1].revents != 0) return;
    UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) continue;
    if (!is_trusted(fd.get())) {
      logger_->write(Message::kAdminRefused, {{"reason", "foreign user"}});
      continue;
    }
    auto client = std::make_shared<LineSocket>(std::move(fd), kPatience);
    clients_.with([&](auto& clients) { clients.insert(client); });
    if (!pool_.try_run([this, client] { serve(client); })) {
      logger_->write(Message::kAdminRefused, {{"reason", "too many commands at a time"}});
      clients_.with([&](auto& clients) { clients.erase(client); });
    }
  }
}

void AdminSocket::serve(const std::shared_ptr<LineSocket>& client) {
  if (const auto served = serve_request(*client); !served) {
    logger_->write(Message::kAdminRefused, {{"reason", served.error().message}});
    WireConsole console(*client);
    console.write_error("drawbridge: " + served.error().message + "\n");
    console.finish(1);
  }
  clients_.with([&](auto& clients) { clients.erase(client); });
}

Status AdminSocket::serve_request(LineSocket& client) {
  DRAWBRIDGE_TRY(const auto line, client.read_line(kMaxRequestBytes));
  DRAWBRIDGE_TRY(const auto request, decode_request(line));
  logger_->write(Message::kAdminCommand, {{"command", request.command}});
  DRAWBRIDGE_TRY(auto spool, Spool::make(directory_of(path_)));
  DRAWBRIDGE_CHECK(receive_input(client, spool));
  auto input = spool.stream();
  WireConsole console(client);
  console.finish(run_(request, input, console));
  return {};
}

}  // namespace drawbridge::daemon
