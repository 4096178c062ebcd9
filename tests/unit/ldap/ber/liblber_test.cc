// The same octets to our reader and writer and to OpenLDAP's liblber: both must agree wherever
// liblber is not more lenient than RFC 4511 section 5.1 allows.
#include <gtest/gtest.h>
#include <lber.h>

#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "ldap/ber/reader.h"
#include "ldap/ber/writer.h"

namespace drawbridge::ldap::ber {
namespace {

/// For elements that read octets of ours.
struct ReaderDeleter {
  void operator()(BerElement* ber) const { ber_free(ber, 0); }
};

/// For elements that own the octets they write.
struct WriterDeleter {
  void operator()(BerElement* ber) const { ber_free(ber, 1); }
  void operator()(berval* value) const { ber_bvfree(value); }
};

struct OwnedBer {
  explicit OwnedBer(std::string octets) : bytes(std::move(octets)) {
    berval value{bytes.size(), bytes.data()};
    ber.reset(ber_alloc_t(0));
    ber_init2(ber.get(), &value, 0);
  }
  std::string bytes;
  std::unique_ptr<BerElement, ReaderDeleter> ber;
};

/// What liblber makes of the first element: its tag and contents.
std::optional<Element> liblber_element(OwnedBer& in) {
  berval value{};
  const ber_tag_t tag = ber_peek_element(in.ber.get(), &value);
  if (tag == LBER_DEFAULT || tag > 0xff) return std::nullopt;
  return Element{static_cast<Tag>(tag), {value.bv_val, value.bv_len}};
}

std::string random_element(std::mt19937& random) {
  std::string out;
  Writer writer(out);
  std::uniform_int_distribution<int> octet(0, 255);
  const auto outer = writer.begin(kSequence);
  for (int i = octet(random) % 6; i >= 0; --i) {
    writer.integer(static_cast<std::int32_t>(random()));
    writer.octet_string(std::string(static_cast<std::size_t>(octet(random)) * 2, 'v'));
    writer.boolean(octet(random) % 2 == 0);
  }
  writer.end(outer);
  return out;
}

TEST(AgainstLiblber, ReadsTheSameElementsFromMutatedOctets) {
  std::mt19937 random(20260301);
  std::size_t accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = random_element(random);
    for (auto changes = random() % 3; changes > 0; --changes) {
      bytes[random() % std::min<std::size_t>(bytes.size(), 12)] = static_cast<char>(random());
    }
    bytes.resize(bytes.size() - random() % 3);
    Reader reader(bytes);
    const auto ours = reader.next();
    OwnedBer in(bytes);
    const auto theirs = liblber_element(in);
    if (ours) {
      ++accepted;
      ASSERT_TRUE(theirs) << testing::PrintToString(bytes);
      EXPECT_EQ(ours->tag, theirs->tag);
      EXPECT_EQ(ours->contents, theirs->contents);
    } else if (theirs) {
      ADD_FAILURE() << "only liblber reads " << testing::PrintToString(bytes.substr(0, 16));
    }
  }
  EXPECT_GT(accepted, 1000u);
}

TEST(AgainstLiblber, WritesIntegersAsItDoes) {
  std::mt19937 random(7);
  for (int round = 0; round < 5000; ++round) {
    const auto value = static_cast<std::int32_t>(random() >> (random() % 32));
    std::string ours;
    Writer(ours).integer(value);
    const std::unique_ptr<BerElement, WriterDeleter> ber(ber_alloc_t(LBER_USE_DER));
    ASSERT_GE(ber_printf(ber.get(), "i", value), 0);
    berval* flattened = nullptr;
    ASSERT_EQ(ber_flatten(ber.get(), &flattened), 0);
    const std::unique_ptr<berval, WriterDeleter> theirs(flattened);
    EXPECT_EQ(ours, std::string(theirs->bv_val, theirs->bv_len)) << value;
  }
}

TEST(AgainstLiblber, ReadsIntegersAsItDoes) {
  std::mt19937 random(8);
  for (int round = 0; round < 20000; ++round) {
    std::string contents(1 + random() % 4, '\0');
    for (char& c : contents) c = static_cast<char>(random());
    std::string bytes;
    Writer(bytes).octet_string(contents, kInteger);
    const auto ours = decode_integer(contents, std::numeric_limits<std::int32_t>::min(),
                                     std::numeric_limits<std::int32_t>::max());
    OwnedBer in(bytes);
    ber_int_t theirs = 0;
    ASSERT_EQ(ber_get_int(in.ber.get(), &theirs), LBER_INTEGER);
    if (ours) {
      EXPECT_EQ(*ours, theirs);
    }
  }
}

TEST(AgainstLiblber, WritesNestedElementsThatItReads) {
  std::mt19937 random(9);
  for (int round = 0; round < 200; ++round) {
    const std::string text(random() % 70000, 't');
    std::string bytes;
    Writer writer(bytes);
    const auto outer = writer.begin(kSequence);
    writer.integer(round);
    const auto inner = writer.begin(kSet);
    writer.octet_string(text);
    writer.end(inner);
    writer.end(outer);
    OwnedBer in(bytes);
    ber_int_t number = 0;
    berval value{};
    ASSERT_NE(ber_scanf(in.ber.get(), "{i[m]}", &number, &value), LBER_ERROR);
    EXPECT_EQ(number, round);
    EXPECT_EQ(std::string_view(value.bv_val, value.bv_len), text);
  }
}

}  // namespace
}  // namespace drawbridge::ldap::ber
