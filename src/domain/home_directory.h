#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge::domain {

inline constexpr std::size_t kPathMax = 255;  ///< Octets of a home directory or shell.
inline constexpr std::string_view kDefaultHomePrefix = "/home/";
inline constexpr std::string_view kDefaultLoginShell = "/bin/bash";

/// Whether `path` may be a home directory: absolute, at most 255 of `A-Za-z0-9/._@+=~-` (so no
/// `:`, control character, blank or shell syntax), no `.` or `..` step, no `//`, neither `/` itself
/// nor `/root` nor below a directory of the operating system (`/etc`, `/proc`, ...).
/// @return kInvalid with `field`.
Status check_home_directory(std::string_view path, std::string_view field = "home_directory");

/// Whether `prefix` may be an offering's homedir_prefix: any name put behind it gives a home
/// directory. The name is put there as it is, without a slash.
/// @return kInvalid with `field`.
Status check_home_prefix(std::string_view prefix, std::string_view field = "homedir_prefix");

/// `prefix` and `username`.
/// @return kInvalid when that is no home directory.
Result<std::string> home_directory(std::string_view prefix, std::string_view username);

/// Whether `path` may be a login shell: absolute, at most 255 of `A-Za-z0-9/._+-`, no `.` or `..`
/// step, no `//`, a file name at the end.
/// @return kInvalid with `field`.
Status check_login_shell(std::string_view path, std::string_view field = "login_shell");

}  // namespace drawbridge::domain
