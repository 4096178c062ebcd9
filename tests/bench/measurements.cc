#include "bench/measurements.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace drawbridge::bench {
namespace {

std::uint32_t percentile(const std::vector<std::uint32_t>& sorted, std::size_t hundredths) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1, sorted.size() * hundredths / 100)];
}

std::uint32_t microseconds(SteadyClock::duration time) {
  const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(spent, 0, kMost));
}

}  // namespace

void Measurements::add(SteadyClock::time_point begin, SteadyClock::time_point end) {
  latencies.push_back(microseconds(end - begin));
}

void Measurements::add_whole(SteadyClock::time_point begin, SteadyClock::time_point end) {
  wholes.push_back(microseconds(end - begin));
}

void Measurements::merge(const Measurements& other) {
  latencies.insert(latencies.end(), other.latencies.begin(), other.latencies.end());
  wholes.insert(wholes.end(), other.wholes.begin(), other.wholes.end());
  entries += other.entries;
  wrong += other.wrong;
}

std::string Measurements::summary(const std::string& name) {
  std::sort(latencies.begin(), latencies.end());
  std::sort(wholes.begin(), wholes.end());
  const auto rate = [this](std::uint64_t count) {
    return seconds > 0 ? static_cast<double>(count) / seconds : 0;
  };
  return fmt::format(
      R"({{"name":"{}","count":{},"seconds":{:.3f},"per_second":{:.1f},"p50_us":{},"p99_us":{},)"
      R"("max_us":{},"entries_per_second":{:.1f},"wholes":{},"whole_p50_us":{},"wrong":{}}})",
      name, latencies.size(), seconds, rate(latencies.size()), percentile(latencies, 50),
      percentile(latencies, 99), latencies.empty() ? 0 : latencies.back(), rate(entries),
      wholes.size(), percentile(wholes, 50), wrong);
}

Result<UniqueFd> connect_to(const std::string& address, bool non_blocking) {
  const auto colon = address.rfind(':');
  sockaddr_in target{};
  target.sin_family = AF_INET;
  if (colon == std::string::npos ||
      ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &target.sin_addr) != 1) {
    return fail(ErrorCode::kInvalid, "The address must be like 127.0.0.1:389.");
  }
  DRAWBRIDGE_TRY(const auto port, parse_integer<std::uint16_t>(address.substr(colon + 1)));
  target.sin_port = htons(port);
  UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket ||
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&target), sizeof(target)) != 0) {
    return fail(ErrorCode::kUnavailable, "Cannot connect to " + address + ".");
  }
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (non_blocking) ::fcntl(socket.get(), F_SETFL, O_NONBLOCK);
  return socket;
}

Result<std::vector<std::string>> read_lines(const std::string& path) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 30U;
  DRAWBRIDGE_TRY(const auto text, read_file(path, kMostBytes));
  std::vector<std::string> lines;
  for (const auto line : split(text, '\n')) {
    if (!trim(line).empty()) lines.emplace_back(trim(line));
  }
  return lines;
}

}  // namespace drawbridge::bench
