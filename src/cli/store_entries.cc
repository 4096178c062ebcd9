#include "cli/store_entries.h"

#include <sstream>
#include <utility>

#include "cli/session.h"
#include "ldap/client/ldif_reader.h"
#include "ldap/client/ldif_writer.h"

namespace drawbridge::cli {
namespace {

/// Reads the command's result as it comes.
class LdifConsole final : public daemon::Console {
 public:
  LdifConsole(const ldap::client::EntrySink& sink, Terminal& terminal)
      : reader_(sink), terminal_(&terminal) {}

  void write_out(std::string_view text) override {
    if (status_) status_ = reader_.feed(text);
  }
  void write_error(std::string_view text) override { terminal_->write_error(text); }
  void progress(std::uint64_t, std::uint64_t) override {}

  Status finish() {
    if (status_) status_ = reader_.finish();
    return status_;
  }

 private:
  ldap::client::LdifReader reader_;
  Terminal* terminal_;
  Status status_;
};

}  // namespace

Status StoreEntries::each(const ldap::client::EntrySink& sink) {
  return ask(*arguments_, {}, sink);
}

Status StoreEntries::each_of(const std::vector<std::string>& names,
                             const ldap::client::EntrySink& sink) {
  json::Value arguments = *arguments_;
  arguments["named"] = true;
  std::string input;
  for (const auto& name : names) ldap::client::append_ldif_entry(input, {name, {}});
  return ask(arguments, input, sink);
}

Status StoreEntries::ask(const json::Value& arguments, const std::string& input,
                         const ldap::client::EntrySink& sink) {
  LdifConsole console(sink, *terminal_);
  std::istringstream stream(input);
  const int code = run_command(*config_, {"directory entries", arguments}, &stream, console);
  if (code != kExitDone) {
    return fail(ErrorCode::kUnavailable, "What the directory ought to show cannot be read.");
  }
  return console.finish();
}

}  // namespace drawbridge::cli
