#include "ldap/client/printable_text.h"

#include <gtest/gtest.h>

#include <string>

namespace drawbridge::ldap::client {
namespace {

TEST(PrintableTextTest, KeepsTextAndShowsWhatATerminalWouldObey) {
  using namespace std::string_literals;
  EXPECT_EQ(printable_text("\xc5\x81ukasz \"x\""), "\xc5\x81ukasz \"x\"");
  EXPECT_EQ(printable_text("\x1b[2J\n\0\\"s), "\\x1b[2J\\x0a\\x00\\\\");
  EXPECT_EQ(printable_text("\xff\xc5"), "\\xff\\xc5");
  EXPECT_EQ(printable_text("a\xe2\x80\xae\x62"), "a\\xe2\\x80\\xae\x62");
}

TEST(PrintableTextTest, CutsAndSaysHowLongItWas) {
  EXPECT_EQ(printable_text("abcdef", 3), "abc... (6 octets)");
  EXPECT_EQ(printable_text("abc", 3), "abc");
}

}  // namespace
}  // namespace drawbridge::ldap::client
