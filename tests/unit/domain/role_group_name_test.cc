#include "domain/role_group_name.h"

#include <gtest/gtest.h>

#include <string>

namespace drawbridge::domain {
namespace {

TEST(RoleGroupName, PutsTheVariablesIn) {
  const RoleGroupNames names{"alloc", "uni", "astro", "operator"};
  EXPECT_EQ(expand_role_group_template(kRoleGroupTemplate, names), "alloc_operator");
  EXPECT_EQ(expand_role_group_template("${customer_slug}-${project_slug}-$x", names),
            "uni-astro-$x");
}

TEST(RoleGroupName, RefusesATemplateThatWouldLeaveAVariableInTheName) {
  EXPECT_TRUE(check_role_group_template(kRoleGroupTemplate));
  EXPECT_TRUE(check_role_group_template("hpc_${role_name}"));
  for (const auto* text : {"", "${rp_uuid}", "${role_name", "${}", "${ role_name}"}) {
    const auto checked = check_role_group_template(text);
    ASSERT_FALSE(checked) << text;
    EXPECT_EQ(checked.error().field, "resource_role_group_template");
  }
  EXPECT_FALSE(check_role_group_template(std::string(kRoleGroupTemplateMax + 1, 'x')));
}

TEST(RoleGroupName, ARoleIsCalledByAToken) {
  for (const auto* token : {"op", "a-b_9", "0"}) EXPECT_TRUE(is_role_token(token)) << token;
  for (const auto* token : {"", "Op", "a b", "a.b", "ö"}) EXPECT_FALSE(is_role_token(token));
  EXPECT_FALSE(is_role_token(std::string(33, 'a')));
}

}  // namespace
}  // namespace drawbridge::domain
