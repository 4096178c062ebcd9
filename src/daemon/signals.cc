#include "daemon/signals.h"

#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace drawbridge::daemon {
namespace {

constexpr std::array kOurs = {SIGTERM, SIGINT, SIGHUP};

}  // namespace

Result<Signals> Signals::take_over() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kOurs) {
    sigaddset(&set, signal);
    // A shell starts background jobs with SIGINT ignored, and an ignored signal never arrives.
    std::signal(signal, SIG_DFL);
  }
  std::signal(SIGPIPE, SIG_IGN);
  if (::pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) {
    return fail(ErrorCode::kUnavailable, "Cannot block signals.");
  }
  UniqueFd fd(::signalfd(-1, &set, SFD_CLOEXEC));
  if (!fd) return fail(ErrorCode::kUnavailable, "Cannot receive signals.");
  return Signals(std::move(fd));
}

Wish Signals::wait() {
  signalfd_siginfo signal{};
  while (true) {
    if (::read(fd_.get(), &signal, sizeof(signal)) != static_cast<ssize_t>(sizeof(signal)))
      continue;
    return signal.ssi_signo == SIGHUP ? Wish::kReload : Wish::kStop;
  }
}

void notify_service_manager(std::string_view state) {
  const char* const path = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (path == nullptr || (path[0] != '/' && path[0] != '@')) return;
  const std::size_t length = std::strlen(path);
  if (length >= sizeof(address.sun_path)) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path, length);
  if (path[0] == '@') address.sun_path[0] = '\0';  // the abstract name space
  const UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  // A service manager that does not listen is its own problem.
  (void)::sendto(fd.get(), state.data(), state.size(), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&address), size);
}

}  // namespace drawbridge::daemon
