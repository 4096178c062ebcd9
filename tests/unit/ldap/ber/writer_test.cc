#include "ldap/ber/writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "ldap/ber/reader.h"

namespace drawbridge::ldap::ber {
namespace {

using namespace std::string_literals;

TEST(Writer, WritesEveryKindOfElement) {
  std::string out;
  Writer writer(out);
  const auto sequence = writer.begin(kSequence);
  writer.integer(1);
  writer.enumerated(49);
  writer.boolean(true);
  writer.boolean(false);
  writer.octet_string("ab");
  writer.null();
  writer.raw("\x04\x01z");
  writer.end(sequence);
  EXPECT_EQ(out,
            "\x30\x15\x02\x01\x01\x0a\x01\x31\x01\x01\xff\x01\x01\x00\x04\x02"
            "ab\x05\x00\x04\x01z"s);
}

TEST(Writer, WritesIntegersThatReadBack) {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{127}, std::int64_t{128}, std::int64_t{-128},
        std::int64_t{-129}, std::int64_t{65535}, std::int64_t{1} << 24U,
        std::int64_t{std::numeric_limits<std::int32_t>::max()},
        std::int64_t{std::numeric_limits<std::int32_t>::min()}}) {
    std::string out;
    Writer(out).integer(value);
    Reader reader(out);
    const auto read = reader.integer(std::numeric_limits<std::int32_t>::min(),
                                     std::numeric_limits<std::int32_t>::max());
    ASSERT_TRUE(read) << value;
    EXPECT_EQ(*read, value);
  }
}

TEST(Writer, FillsInTheLengthsOfNestedElements) {
  for (const std::size_t size : {0U, 1U, 120U, 123U, 124U, 125U, 126U, 127U, 128U, 250U, 255U, 256U,
                                 65530U, 65535U, 65536U, 70000U}) {
    const std::string text(size, 'x');
    std::string out = "before";
    Writer writer(out);
    const auto outer = writer.begin(kSequence);
    const auto inner = writer.begin(kSet);
    writer.octet_string(text);
    writer.end(inner);
    writer.integer(5);
    writer.end(outer);
    Reader reader(std::string_view(out).substr(6));
    auto sequence = reader.enter(kSequence);
    ASSERT_TRUE(sequence) << size;
    auto set = sequence->enter(kSet);
    ASSERT_TRUE(set) << size;
    EXPECT_EQ(*set->octet_string(), text);
    EXPECT_EQ(*sequence->integer(5, 5), 5);
    EXPECT_TRUE(sequence->finish() && reader.finish());
    EXPECT_EQ(out.size(), 6 + element_size(element_size(element_size(size)) + 3));
  }
}

}  // namespace
}  // namespace drawbridge::ldap::ber
