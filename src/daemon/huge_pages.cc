#include "daemon/huge_pages.h"

#include <sys/auxv.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "base/text.h"

namespace drawbridge::daemon {
namespace {

constexpr const char* kTunables = "GLIBC_TUNABLES";
constexpr std::string_view kSetting = "glibc.malloc.hugetlb";
constexpr std::string_view kOn = "=1";
constexpr std::string_view kForThoseWhoAsk = "[madvise]";
constexpr std::size_t kMaxModeOctets = 256;  // "always [madvise] never"

}  // namespace

std::optional<std::string> tunables_with_huge_pages(std::string_view tunables,
                                                    std::string_view system_mode) {
  const bool is_settled = tunables.find(kSetting) != std::string_view::npos;
  if (is_settled || system_mode.find(kForThoseWhoAsk) == std::string_view::npos) {
    return std::nullopt;
  }
  std::string value(tunables);
  if (!value.empty()) value += ':';
  return value.append(kSetting).append(kOn);
}

Status run_with_huge_pages(char** arguments) {
  if (::getauxval(AT_SECURE) != 0 || ::getauxval(AT_BASE) == 0) return {};
  // A system that does not say has none.
  const auto mode = read_file("/sys/kernel/mm/transparent_hugepage/enabled", kMaxModeOctets);
  const char* const before = std::getenv(kTunables);
  const auto tunables =
      tunables_with_huge_pages(before == nullptr ? "" : before, mode ? *mode : std::string());
  if (!tunables) return {};
  const std::string kept = before == nullptr ? "" : before;
  // By its own path, after which the process is named (/proc/PID/comm).
  std::error_code reason;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", reason);
  if (!reason) {
    if (::setenv(kTunables, tunables->c_str(), 1) == 0) ::execv(program.c_str(), arguments);
    reason.assign(errno, std::generic_category());
  }
  if (before == nullptr) {
    ::unsetenv(kTunables);
  } else {
    ::setenv(kTunables, kept.c_str(), 1);
  }
  return fail(ErrorCode::kUnavailable,
              "The program could not be run again with huge pages: " + reason.message() + ".");
}

void end_huge_pages() {
  const char* const tunables = std::getenv(kTunables);
  if (tunables == nullptr) return;
  const auto settings = split(tunables, ':');
  const auto asked_for = std::string(kSetting).append(kOn);
  if (std::find(settings.begin(), settings.end(), asked_for) == settings.end()) return;
  // Where this is refused there may be more memory in use than is needed, and nothing worse.
  (void)::prctl(PR_SET_THP_DISABLE, 1UL, 0UL, 0UL, 0UL);
}

}  // namespace drawbridge::daemon
