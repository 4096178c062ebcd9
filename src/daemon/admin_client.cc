#include "daemon/admin_client.h"

#include <optional>
#include <utility>
#include <vector>

#include "daemon/unix_socket.h"
#include "json/read.h"

namespace drawbridge::daemon {
namespace {

constexpr std::size_t kChunkBytes = 262144;
/// A piece of 64 KiB whose every byte is escaped stays below this.
constexpr std::size_t kMaxAnswerLine = std::size_t{1} << 20U;

Status send_input(LineSocket& server, std::istream* input) {
  std::vector<char> piece(kChunkBytes);
  while (input != nullptr && *input) {
    input->read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(input->gcount());
    if (count == 0) break;
    DRAWBRIDGE_CHECK(server.write(std::to_string(count) + "\n"));
    DRAWBRIDGE_CHECK(server.write({piece.data(), count}));
  }
  if (input != nullptr && input->bad()) {
    return fail(ErrorCode::kUnavailable, "Cannot read the input to its end.");
  }
  return server.write("0\n");
}

/// Passes one line of the answer on; the exit code when it was the last.
Result<std::optional<int>> take_answer(std::string_view line, Console& console) {
  DRAWBRIDGE_TRY(const auto answer, json::parse_object(line, {4, kMaxAnswerLine}));
  if (const auto out = answer.find("stdout"); out != answer.end() && out->is_string()) {
    console.write_out(out->get_ref<const std::string&>());
  }
  if (const auto error = answer.find("stderr"); error != answer.end() && error->is_string()) {
    console.write_error(error->get_ref<const std::string&>());
  }
  if (const auto progress = answer.find("progress"); progress != answer.end()) {
    DRAWBRIDGE_TRY(const auto done, json::required_integer(*progress, "done", {0}));
    DRAWBRIDGE_TRY(const auto total, json::required_integer(*progress, "total", {0}));
    console.progress(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total));
  }
  DRAWBRIDGE_TRY(const auto code, json::optional_integer(answer, "exit", {0, 255}));
  return code ? std::optional(static_cast<int>(*code)) : std::nullopt;
}

}  // namespace

std::string admin_socket_path(const std::string& store_path) { return store_path + ".sock"; }

Result<int> send_to_server(const std::string& socket_path, const AdminRequest& request,
                           std::istream* input, Console& console) {
  DRAWBRIDGE_TRY(auto fd, connect_to_unix_socket(socket_path));
  // No time limit: a large import is silent for as long as it takes to commit.
  LineSocket server(std::move(fd), std::chrono::seconds(0));
  DRAWBRIDGE_CHECK(server.write(encode_request(request)));
  // A server that refuses the input says why before it closes.
  const auto sent = send_input(server, input);
  while (true) {
    const auto line = server.read_line(kMaxAnswerLine);
    if (!line) return tl::unexpected(sent ? line.error() : sent.error());
    DRAWBRIDGE_TRY(const auto code, take_answer(*line, console));
    if (code) return *code;
  }
}

}  // namespace drawbridge::daemon
