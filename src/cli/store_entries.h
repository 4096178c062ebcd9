#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/terminal.h"
#include "json/value.h"
#include "ldap/client/verification.h"

namespace drawbridge::cli {

/// The entries of an offering as the running server, or the database when none runs, makes them
/// at the moment of the call.
class StoreEntries final : public ldap::client::ExpectedEntries {
 public:
  /// @param config     the configuration file named on the command line
  /// @param arguments  of the admin command `directory entries`; borrowed, read at each call
  /// @param terminal   borrowed; for messages
  StoreEntries(const std::optional<std::string>& config, const json::Value& arguments,
               Terminal& terminal)
      : config_(&config), arguments_(&arguments), terminal_(&terminal) {}

  Status each(const ldap::client::EntrySink& sink) override;
  Status each_of(const std::vector<std::string>& names,
                 const ldap::client::EntrySink& sink) override;

 private:
  Status ask(const json::Value& arguments, const std::string& input,
             const ldap::client::EntrySink& sink);

  const std::optional<std::string>* config_;
  const json::Value* arguments_;
  Terminal* terminal_;
};

}  // namespace drawbridge::cli
