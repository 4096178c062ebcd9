#include "domain/home_directory.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "domain/username.h"

namespace drawbridge::domain {
namespace {

// No account's files belong into these; a home there would let an account own a part of the system.
constexpr std::array<std::string_view, 13> kSystemDirectories = {
    "bin",  "boot", "dev", "etc",  "lib", "lib32", "lib64",
    "proc", "root", "run", "sbin", "sys", "usr"};

bool is_plain(char c) {
  const char lower = ascii_lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
}

bool is_all_of(std::string_view text, std::string_view special) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_plain(c) || special.find(c) != std::string_view::npos;
  });
}

/// The steps below `/`; empty unless the path is absolute, and none of them is empty (but the last,
/// after a slash at the end), `.` or `..`.
std::vector<std::string_view> steps_of(std::string_view path) {
  if (path.size() < 2 || path.front() != '/') return {};
  auto steps = split(path.substr(1), '/');
  if (steps.size() > 1 && steps.back().empty()) steps.pop_back();
  const bool is_clean = std::none_of(steps.begin(), steps.end(), [](std::string_view step) {
    return step.empty() || step == "." || step == "..";
  });
  return is_clean ? steps : std::vector<std::string_view>{};
}

}  // namespace

Status check_home_directory(std::string_view path, std::string_view field) {
  const std::string name(field);
  if (path.size() > kPathMax) {
    return fail(ErrorCode::kInvalid, "Ensure this field has no more than 255 characters.", name);
  }
  if (!is_all_of(path, "/._@+=~-")) {
    return fail(ErrorCode::kInvalid,
                "A directory has letters, digits and the characters / . _ @ + = ~ - only.", name);
  }
  const auto steps = steps_of(path);
  if (steps.empty()) {
    return fail(ErrorCode::kInvalid,
                "Enter an absolute path below /, without steps that are empty, . or ..", name);
  }
  if (std::find(kSystemDirectories.begin(), kSystemDirectories.end(), steps.front()) !=
      kSystemDirectories.end()) {
    return fail(ErrorCode::kInvalid, "This directory belongs to the operating system.", name);
  }
  return {};
}

Status check_home_prefix(std::string_view prefix, std::string_view field) {
  if (prefix.size() + kAccountNameMax > kPathMax) {
    return fail(ErrorCode::kInvalid, "Ensure this field has no more than 191 characters.",
                std::string(field));
  }
  return check_home_directory(std::string(prefix) + "a", field);
}

Result<std::string> home_directory(std::string_view prefix, std::string_view username) {
  std::string path = std::string(prefix) + std::string(username);
  DRAWBRIDGE_CHECK(check_home_directory(path));
  return path;
}

Status check_login_shell(std::string_view path, std::string_view field) {
  const bool is_file = !path.empty() && path.size() <= kPathMax && is_all_of(path, "/._+-") &&
                       path.back() != '/' && !steps_of(path).empty();
  if (!is_file) {
    return fail(ErrorCode::kInvalid,
                "Enter the absolute path of a program, at most 255 letters, digits and the "
                "characters / . _ + -.",
                std::string(field));
  }
  return {};
}

}  // namespace drawbridge::domain
