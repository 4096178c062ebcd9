#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "settings/settings.h"

namespace drawbridge::settings {

/// One mistake of the administrator's.
struct Fault {
  std::string file;  ///< The config file, or the environment variable.
  std::size_t line;  ///< From 1; 0 where there is none.
  std::string key;   ///< `ldap.base_dn`; empty when the file as a whole is at fault.
  std::string reason;
};

/// `FILE:LINE: KEY: reason`; what there is none of is left out.
std::string to_string(const Fault& fault);

struct LoadOutcome {
  Settings settings;                 ///< To be used only when there are no faults.
  std::vector<Fault> faults;         ///< All of them, by line.
  std::vector<std::string> notices;  ///< Not wrong, but worth a line in the log.
  std::filesystem::path file;        ///< What was read; empty when the defaults are in use.
};

/// Variables as `{name, value}`; those that do not begin with `DRAWBRIDGE_` are passed over.
using Environment = std::vector<std::pair<std::string, std::string>>;

/// The variables of this process.
Environment process_environment();

/// Reads the configuration: `given`, else /etc/drawbridge/drawbridge.toml, else
/// ./config/drawbridge.toml, else the defaults with a notice (relative paths then start at
/// ./config). Environment variables `DRAWBRIDGE_<SECTION>_<KEY>` win over the file; a list has
/// commas between its values there.
///
/// Faults: no TOML, unknown keys (with the nearest known one), wrong types, values out of range,
/// files of certificates and keys that cannot be read, a private key everybody may read, a
/// certificate without its key. Never stops at the first.
LoadOutcome load(const std::optional<std::filesystem::path>& given, const Environment& environment);

/// As load, from a text.
///
/// @param file  name for the faults; relative paths start at its folder
LoadOutcome load_text(std::string_view text, const std::filesystem::path& file,
                      const Environment& environment);

}  // namespace drawbridge::settings
