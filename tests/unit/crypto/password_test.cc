#include "crypto/password.h"

#include <time.h>

#include <gtest/gtest.h>

#include <string>

namespace drawbridge::crypto {
namespace {

using namespace std::string_literals;

constexpr Argon2idCost kCheap{.memory_kib = 64, .passes = 1};

TEST(Argon2id, VerifiesThePasswordItWasMadeOf) {
  const auto stored = make_argon2id("correct horse", kCheap).value();
  EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$")) << stored;
  EXPECT_TRUE(verify_password(stored, "correct horse"));
  EXPECT_FALSE(verify_password(stored, "correct horsf"));
  EXPECT_NE(stored, make_argon2id("correct horse", kCheap).value());
}

TEST(Argon2id, CostsNineteenMebibytesAndTwoPassesByDefault) {
  EXPECT_TRUE(make_argon2id("x").value().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

TEST(Bcrypt, VerifiesThePasswordItWasMadeOf) {
  const auto stored = make_bcrypt("correct horse", 4).value();
  EXPECT_TRUE(stored.starts_with("$2b$04$")) << stored;
  EXPECT_EQ(stored.size(), 60U);
  EXPECT_TRUE(verify_password(stored, "correct horse"));
  EXPECT_FALSE(verify_password(stored, "correct horsf"));
}

TEST(Bcrypt, VerifiesWhatOthersMade) {
  // From crypt_blowfish's own test vectors.
  constexpr auto kStored = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  EXPECT_TRUE(verify_password(kStored, "U*U"));
  EXPECT_FALSE(verify_password(kStored, "U*V"));
}

TEST(Bcrypt, RefusesWhatItWouldSilentlyCut) {
  EXPECT_FALSE(make_bcrypt(std::string(73, 'x'), 4));
  EXPECT_FALSE(make_bcrypt("a\0b"s, 4));
  const auto stored = make_bcrypt(std::string(72, 'x'), 4).value();
  EXPECT_TRUE(verify_password(stored, std::string(72, 'x')));
  EXPECT_FALSE(verify_password(stored, std::string(73, 'x')));
  EXPECT_FALSE(verify_password(make_bcrypt("a", 4).value(), "a\0b"s));
}

TEST(Password, IsRefusedEmptyOrOverLongWithoutHashing) {
  const auto stored = make_argon2id("x", kCheap).value();
  for (const auto& password : {std::string(), std::string(513, 'x'), std::string(1 << 20, 'x')}) {
    EXPECT_FALSE(make_argon2id(password, kCheap));
    EXPECT_FALSE(verify_password(stored, password));
  }
  EXPECT_TRUE(make_argon2id(std::string(512, 'x'), kCheap));
}

TEST(Password, CostIsBounded) {
  EXPECT_FALSE(make_argon2id("x", {.memory_kib = 262145, .passes = 1}));
  EXPECT_FALSE(make_argon2id("x", {.memory_kib = 64, .passes = 11}));
  EXPECT_FALSE(make_argon2id("x", {.memory_kib = 64, .passes = 0}));
  EXPECT_FALSE(make_bcrypt("x", 3));
  EXPECT_FALSE(make_bcrypt("x", 15));
}

class BadVerifier : public testing::TestWithParam<std::string> {};

TEST_P(BadVerifier, IsRefusedAndMatchesNothing) {
  EXPECT_FALSE(check_verifier(GetParam()));
  EXPECT_FALSE(verify_password(GetParam(), "x"));
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadVerifier,
    testing::Values("", "x", "$argon2id$", "$argon2id$v=19$m=64,t=1,p=1$c2FsdA",
                    "$argon2id$v=16$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
                    "$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
                    "$argon2id$v=19$m=64,t=4000000,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
                    "$argon2id$v=19$m=64,t=1,p=99$c2FsdHNhbHQ$aGFzaGhhc2g",
                    "$argon2id$v=19$m=-1,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
                    "$argon2id$v=19$m=64,t=1,p=1$!!!!$aGFzaGhhc2hoYXNoaGFzaA",
                    "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$????????????????",
                    "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbA$aGFzaGhhc2hoYXNoaGFzaA",
                    "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFz",
                    "$argon2id$v=19$m=31,t=1,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
                    "$argon2id$v=19$m=64,t=1,p=1$" + std::string(1000, 'A') + "$aGFzaA",
                    "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                    "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
                    "$2b$05$CCCCCCCCCCCCCCCCCCCC:.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "$6$salt$hash",
                    "{CLEAR}x"));

/// Processor time of this thread for one check of a wrong password.
double seconds_of_a_wrong_password(const std::string& stored) {
  const auto now = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  const double before = now();
  EXPECT_FALSE(verify_password(stored, "wrong"));
  return now() - before;
}

TEST(VerifyPassword, TakesTheDummysWorkWhereWhatIsStoredTakesLess) {
  const double usual = seconds_of_a_wrong_password(make_argon2id("x").value());
  for (const auto& stored : {make_argon2id("x", kCheap).value(), make_bcrypt("x", 4).value(),
                             std::string("$argon2id$v=19$m=19456,t=2,p=1$!!!!$????")}) {
    // The cheap ones alone take less than a hundredth.
    EXPECT_GT(seconds_of_a_wrong_password(stored), usual / 4) << stored;
  }
  EXPECT_TRUE(verify_password(make_argon2id("x", kCheap).value(), "x"));
  EXPECT_TRUE(verify_password(make_bcrypt("x", 4).value(), "x"));
}

TEST(CheckVerifier, AcceptsWhatWeMake) {
  EXPECT_TRUE(check_verifier(make_argon2id("x", kCheap).value()));
  EXPECT_TRUE(check_verifier(make_bcrypt("x", 4).value()));
  EXPECT_TRUE(check_verifier(dummy_verifier()));
}

TEST(DummyVerifier, HasTheDefaultCostAndMatchesNothing) {
  EXPECT_TRUE(dummy_verifier().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_FALSE(verify_password(dummy_verifier(), "x"));
}

}  // namespace
}  // namespace drawbridge::crypto
