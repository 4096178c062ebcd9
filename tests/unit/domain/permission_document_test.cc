#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "domain/permission.h"

namespace drawbridge::domain {
namespace {

constexpr std::string_view kHead =
    "# Who may do what\n"
    "\n"
    "Made from the permission table of `src/domain/permission.h` by\n"
    "`DRAWBRIDGE_WRITE_DOCUMENTS=1 build/dev/test_unit_domain "
    "--gtest_filter='PermissionDocument.*'`;\n"
    "`tests/end_to_end/permission_matrix_test.py` asks each of these operations of a running "
    "server.\n"
    "\n"
    "* staff, support: flags of the person.\n"
    "* provider: CUSTOMER.OWNER or SERVICE_PROVIDER.MANAGER of the organisation that the object\n"
    "  belongs to.\n"
    "* customer manager: CUSTOMER.MANAGER of that organisation.\n"
    "* offering manager: OFFERING.MANAGER of that offering.\n"
    "* project manager: PROJECT.MANAGER of that project.\n"
    "\n"
    "Everybody else may not. Without a token the answer is 401; 403 for what one sees but may not\n"
    "change; 404 for what one does not see, with the same body as for what does not exist. "
    "Everybody\n"
    "reads their own profile, keys, accounts and what is shared, and changes their own profile "
    "and\n"
    "keys.\n"
    "\n"
    "| operation | staff | support | provider | customer manager | offering manager | project "
    "manager | endpoints |\n"
    "|---|---|---|---|---|---|---|---|\n";

std::string rendered() {
  std::ostringstream out;
  out << kHead;
  for (const auto& row : kPermissionTable) {
    out << "| " << row.name;
    for (const bool may : {row.staff, row.support, row.provider, row.customer_manager,
                           row.offering_manager, row.project_manager}) {
      out << (may ? " | yes" : " | -");
    }
    out << " | " << row.endpoints << " |\n";
  }
  return out.str();
}

TEST(PermissionDocument, ShowsTheTableAsItIs) {
  const std::string path = std::string(DRAWBRIDGE_SOURCE_DIR) + "/contrib/permissions.md";
  if (std::getenv("DRAWBRIDGE_WRITE_DOCUMENTS") != nullptr) std::ofstream(path) << rendered();
  std::ostringstream written;
  written << std::ifstream(path).rdbuf();
  EXPECT_EQ(written.str(), rendered())
      << "contrib/permissions.md is out of date: run this test with DRAWBRIDGE_WRITE_DOCUMENTS=1";
}

TEST(PermissionDocument, EveryOperationHasOneRowThatSaysWhatItGuards) {
  std::set<Operation> operations;
  std::set<std::string_view> names;
  for (const auto& row : kPermissionTable) {
    EXPECT_TRUE(operations.insert(row.operation).second) << row.name;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.endpoints.empty()) << row.name;
    EXPECT_TRUE(row.staff) << row.name;
  }
}

}  // namespace
}  // namespace drawbridge::domain
