#pragma once

namespace drawbridge::cli {

/// The command line: reads it, carries the command out, and gives the exit code: 0 done, 1 the
/// work failed or its input has faults, 2 wrong usage or faulty configuration.
int run(int argc, char** argv);

}  // namespace drawbridge::cli
