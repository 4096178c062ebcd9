#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge::daemon {

/// The value of GLIBC_TUNABLES with which the C library asks for huge pages for the heap.
/// @param tunables  the value now; empty: there is none
/// @param system_mode  /sys/kernel/mm/transparent_hugepage/enabled
/// @return nothing where the value says already whether it does, and where asking changes nothing
std::optional<std::string> tunables_with_huge_pages(std::string_view tunables,
                                                    std::string_view system_mode);

/// Runs this program again, in this process and with the same arguments, with a heap of huge pages
/// where the system gives them to those who ask (madvise(2), MADV_HUGEPAGE). To make the directory
/// of a large site is to touch hundreds of MiB, and small pages cost a tenth of the time that this
/// takes. The C library reads the setting in GLIBC_TUNABLES before main() and nowhere else.
///
/// Returns where there is nothing to ask for, where this process has rights that its caller has not
/// (the C library takes no settings then), and where a loader was started with this program's name.
///
/// REQUIRES: nothing has been opened and no other thread runs.
/// @param arguments  those of main(), with a null pointer behind the last
/// @return kUnavailable when the program could not be run again; everything is as it was
Status run_with_huge_pages(char** arguments);

/// Where the C library asks for huge pages, by run_with_huge_pages or because somebody set it so:
/// ends that, when most of the heap is there. The huge pages stay, but the system makes no more of
/// them. It would fill up what has been given back page by page since.
void end_huge_pages();

}  // namespace drawbridge::daemon
