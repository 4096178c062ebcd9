#pragma once

namespace drawbridge::cli {

/// The command line: reads it, carries the command out, and gives the exit code: 0 done, 1 the
/// work failed or its input has faults, 2 wrong usage or faulty configuration.
/// @param may_start_again  `serve` may run this process's program anew with the same arguments
///                         (see daemon::run_with_huge_pages); for main() alone
int run(int argc, char** argv, bool may_start_again = false);

}  // namespace drawbridge::cli
