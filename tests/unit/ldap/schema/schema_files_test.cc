#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "ldap/schema/subschema.h"

// config/schema holds for slapd what this server has compiled in beyond slapd's own schema.

namespace drawbridge::ldap::schema {
namespace {

/// The values of one attribute in all the files, lines joined.
std::vector<std::string> values(const std::string& attribute) {
  std::vector<std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(
           std::filesystem::path(DRAWBRIDGE_SOURCE_DIR) / "config/schema")) {
    std::ifstream in(file.path());
    const std::string prefix = attribute + ": ";
    bool is_wanted = false;
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with(' ')) {
        if (is_wanted) out.back() += line.substr(1);
        continue;
      }
      is_wanted = line.starts_with(prefix);
      if (is_wanted) out.push_back(line.substr(prefix.size()));
    }
  }
  return out;
}

/// slapd has memberOf from an overlay, which makes the values itself.
std::vector<std::string> without_member_of(std::vector<std::string> descriptions) {
  const std::string name = " $ memberOf";
  for (std::string& text : descriptions) {
    if (const auto at = text.find(name); at != text.npos) text.erase(at, name.size());
  }
  return descriptions;
}

TEST(SchemaFiles, DefineAttributeTypesAsTheyAreServed) {
  const auto shipped = values("olcAttributeTypes");
  EXPECT_GE(shipped.size(), 12U);
  const auto served = attribute_type_descriptions();
  for (const std::string& text : shipped) EXPECT_THAT(served, testing::Contains(text));
}

TEST(SchemaFiles, DefineObjectClassesAsTheyAreServed) {
  const auto shipped = values("olcObjectClasses");
  EXPECT_GE(shipped.size(), 5U);
  const auto served = without_member_of(object_class_descriptions());
  for (const std::string& text : shipped) EXPECT_THAT(served, testing::Contains(text));
}

TEST(SchemaFiles, DefineNothingTwice) {
  for (const char* attribute : {"olcAttributeTypes", "olcObjectClasses"}) {
    auto all = values(attribute);
    std::sort(all.begin(), all.end());
    EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  }
}

}  // namespace
}  // namespace drawbridge::ldap::schema
