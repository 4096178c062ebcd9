#pragma once

#include <functional>
#include <istream>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "base/file.h"
#include "base/guarded.h"
#include "base/log.h"
#include "base/result.h"
#include "base/worker_pool.h"
#include "daemon/admin_request.h"
#include "daemon/console.h"
#include "daemon/unix_socket.h"

namespace drawbridge::daemon {

/// The administrator's door into a running server: a Unix socket of mode 0600 beside the database.
///
/// A client sends one line `{"command":...,"arguments":{...}}`, then what the command reads as
/// chunks: a line with their length in decimal and as many bytes, the last chunk of length 0. The
/// answer is lines of JSON: any number of `{"stdout":text}`, `{"stderr":text}`,
/// `{"progress":{"done":n,"total":n}}`, at the end `{"exit":n}`.
class AdminSocket {
 public:
  using Run = std::function<int(const AdminRequest&, std::istream&, Console&)>;

  /// Longest input of a command, in bytes; it is kept in an unnamed file beside the socket.
  static constexpr std::uint64_t kMaxInputBytes = std::uint64_t{2} << 30U;

  /// Listens and takes commands from now on.
  ///
  /// @param run     called by several threads at a time; lives longer than the socket
  /// @param logger  borrowed
  static Result<std::unique_ptr<AdminSocket>> open(const std::string& path, Run run,
                                                   Logger& logger);
  AdminSocket(const AdminSocket&) = delete;
  AdminSocket& operator=(const AdminSocket&) = delete;
  /// As stop().
  ~AdminSocket();

  /// Takes no more commands, drops clients that still send, finishes the commands that run, and
  /// removes the socket file. Idempotent.
  void stop();

 private:
  AdminSocket(std::string path, UniqueFd listener, UniqueFd wake, Run run, Logger& logger);

  void accept_loop();
  void serve(const std::shared_ptr<LineSocket>& client);
  Status serve_request(LineSocket& client);

  std::string path_;
  UniqueFd listener_;
  UniqueFd wake_;
  Run run_;
  Logger* logger_;
  Guarded<std::set<std::shared_ptr<LineSocket>>> clients_;
  WorkerPool pool_;
  std::thread thread_;
};

}  // namespace drawbridge::daemon
