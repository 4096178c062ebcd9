#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/rules.h"
#include "app/writer.h"

/// The state file: NDJSON, one object a line, `{"kind":"drawbridge-state","version":1}` first.
namespace drawbridge::app {

/// One thing wrong with one line.
struct StateFault {
  std::size_t line = 0;  ///< from 1
  std::string field;     ///< empty when the whole line is at fault
  std::string reason;
};

struct ImportOptions {
  bool dry_run = false;
  /// Called now and then with bytes read of `total_bytes`, then with accounts made.
  std::function<void(std::string_view stage, std::size_t done, std::size_t all)> progress;
};

struct ImportOutcome {
  std::map<std::string, std::int64_t> created, changed, unchanged;  ///< by kind
  std::vector<StateFault> faults;  ///< in line order, at most 1,000; any: nothing was changed
};

/// Loads a state file, all or nothing. A line whose uuid exists updates that object; an equal line
/// changes nothing. After the last line, what lines lack is generated, and people who should have
/// an account get one.
/// @param text the whole file
Result<ImportOutcome> import_state(Writer& writer, const Actor& actor, const Rules& rules,
                                   std::string_view text, const ImportOptions& options);

/// Writes every object, sorted within its kind by uuid, keys in the order of the field lists.
/// Equal states give equal bytes. Calls `line` for each line, with its newline.
Status export_state(StoreReader& store, bool include_secrets,
                    const std::function<void(std::string_view line)>& line);

}  // namespace drawbridge::app
