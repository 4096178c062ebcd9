#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/state_file/state_file.h"
#include "daemon/admin_socket.h"
#include "daemon/command_support.h"
#include "daemon/commands.h"
#include "json/read.h"
#include "json/write.h"
#include "ldap/client/ldif_writer.h"

namespace drawbridge::daemon {
namespace {

/// Names of files: blanks at their ends are part of them.
constexpr json::TextRules kVerbatim{0, false, false};

Result<std::string> read_all(std::istream& input) {
  std::string text;
  std::string piece(std::size_t{1} << 18U, '\0');
  while (input) {
    input.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    text.append(piece, 0, static_cast<std::size_t>(input.gcount()));
    if (text.size() > AdminSocket::kMaxInputBytes) {
      return fail(ErrorCode::kTooLarge, "The state file is larger than 2 GiB; split it.");
    }
  }
  if (input.bad()) return fail(ErrorCode::kUnavailable, "Cannot read the state file to its end.");
  return text;
}

void write_faults(const std::string& name, const std::vector<app::StateFault>& faults,
                  Console& console) {
  for (const auto& fault : faults) {
    std::string line = name + ":" + std::to_string(fault.line) + ": ";
    if (!fault.field.empty()) line += fault.field + ": ";
    console.write_error(line + fault.reason + "\n");
  }
}

std::int64_t count_of(const std::map<std::string, std::int64_t>& counts, const std::string& kind) {
  const auto found = counts.find(kind);
  return found == counts.end() ? 0 : found->second;
}

std::string counts_json(const app::ImportOutcome& outcome) {
  std::set<std::string> kinds;
  for (const auto* counts : {&outcome.created, &outcome.changed, &outcome.unchanged}) {
    for (const auto& [kind, count] : *counts) kinds.insert(kind);
  }
  std::string text;
  json::Writer out(text);
  out.begin_object();
  for (const auto& kind : kinds) {
    out.key(kind).begin_object();
    out.field("created", count_of(outcome.created, kind));
    out.field("changed", count_of(outcome.changed, kind));
    out.field("unchanged", count_of(outcome.unchanged, kind));
    out.end_object();
  }
  out.end_object();
  return text + "\n";
}

/// One bar for the stages of an import, which take about as long as each other.
void show_progress(Console& console, std::string_view stage, std::size_t done, std::size_t all) {
  constexpr std::array<std::string_view, 3> stages = {"reading", "completing", "making accounts"};
  constexpr std::uint64_t steps = 1000;
  const auto at = std::find(stages.begin(), stages.end(), stage);
  const auto before = static_cast<std::uint64_t>(at - stages.begin()) * steps;
  const std::uint64_t share = all == 0 ? steps : std::uint64_t{done} * steps / all;
  console.progress(std::min(before + share, stages.size() * steps), stages.size() * steps);
}

Status export_ldif(Core& core, Console& console) {
  const auto tree = core.directory()->tree().load();
  std::string text;  // no "version: 1" in front: slapadd takes it for an entry
  for (auto entry = tree->entries().begin(); !entry.at_end(); entry.next()) {
    ldap::client::append_ldif_entry(text, *entry->value);
    if (text.size() < (std::size_t{1} << 16U)) continue;
    console.write_out(text);
    text.clear();
  }
  console.write_out(text);
  return {};
}

}  // namespace

Result<int> import_command(Core& core, const json::Value& arguments, std::istream& input,
                           Console& console) {
  DRAWBRIDGE_TRY(const auto name, json::required_string(arguments, "name", kVerbatim));
  DRAWBRIDGE_TRY(const auto dry_run, json::optional_boolean(arguments, "dry_run"));
  DRAWBRIDGE_TRY(const auto text, read_all(input));
  app::ImportOptions options;
  options.dry_run = dry_run.value_or(false);
  options.progress = [&console](std::string_view stage, std::size_t done, std::size_t all) {
    show_progress(console, stage, done, all);
  };
  DRAWBRIDGE_TRY(const auto outcome, app::import_state(core.writer(), {std::nullopt, "import", {}},
                                                       core.rules(), text, options));
  if (!outcome.faults.empty()) {
    write_faults(name, outcome.faults, console);
    return 1;
  }
  console.write_out(counts_json(outcome));
  return 0;
}

Result<int> export_command(Core& core, const json::Value& arguments, Console& console) {
  DRAWBRIDGE_TRY(const auto format, json::required_string(arguments, "format"));
  DRAWBRIDGE_TRY(const auto secrets, json::optional_boolean(arguments, "include_secrets"));
  if (format == "ldif") {
    DRAWBRIDGE_CHECK(export_ldif(core, console));
    return 0;
  }
  if (format != "ndjson") {
    return fail(ErrorCode::kInvalid, "The format is ndjson or ldif.");
  }
  DRAWBRIDGE_TRY(const auto reader, core.store().reader());
  DRAWBRIDGE_CHECK(app::export_state(*reader, secrets.value_or(false),
                                     [&](std::string_view line) { console.write_out(line); }));
  return 0;
}

Result<int> backup_command(Core& core, const json::Value& arguments, Console&) {
  DRAWBRIDGE_TRY(const auto path, json::required_string(arguments, "path", kVerbatim));
  DRAWBRIDGE_CHECK(core.store().backup(path));
  return 0;
}

}  // namespace drawbridge::daemon
