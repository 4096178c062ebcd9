#include "cli/cli.h"

int main(int argc, char** argv) { return drawbridge::cli::run(argc, argv, true); }
