#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "cli/session.h"

namespace drawbridge::cli {

/// Adds `--output table|json`.
inline void add_output_option(CLI::App& command, OutputFormat& format) {
  static const std::map<std::string, OutputFormat> kFormats = {{"table", OutputFormat::kTable},
                                                               {"json", OutputFormat::kJson}};
  command.add_option("--output", format, "Form of the result: table or json")
      ->transform(CLI::CheckedTransformer(kFormats, CLI::ignore_case).description("table|json"))
      ->default_str("table");
}

}  // namespace drawbridge::cli
