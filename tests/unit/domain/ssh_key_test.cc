#include "domain/ssh_key.h"

#include <gtest/gtest.h>

#include <string>

#include "base/encoding.h"

namespace drawbridge::domain {
namespace {

/// Public keys and their fingerprints as ssh-keygen of OpenSSH 9.2 made and printed them.
struct Sample {
  const char* type;
  const char* body;
  const char* md5;
  const char* sha256;
  const char* sha512;
};
const Sample kSamples[] = {
    {"ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIDiMtjwMQJXnQwFMcZPGbXm4xZ4C9Q5SGBkz5yUi4nVI",
     "46:e9:14:28:5e:a5:22:00:4d:02:f3:8b:4d:4e:9a:15",
     "SHA256:K4z6bz73MlFYvXqKVwm2vkc9KSwT3P10rOI2tnOGJS4",
     "SHA512:g6gVYaPlDXx4iASsPO1sr9VkuZlkcFBcSHzjxsmGeVk6iP2yvO7uhxRSVsca5Fk7QZMuDI+tfQz7X"
     "8HXMaAPKg"},
    {"ecdsa-sha2-nistp256",
     "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBICRXSKa+NvwURw91ysjDwOSnMo9usCG"
     "STFWRXklFlXca6dBJ6M8N0jeazziH+OzEdPIC63UAJ1ppe6+sgi9Kr8=",
     "8f:89:f2:f3:76:33:f3:d9:aa:03:2e:79:45:01:e8:12",
     "SHA256:c7Zh+4mqZAy7KZcmYVUnmso9VuUfmensIlmTHEWaqNw",
     "SHA512:eaVWdvacAAmWGaoe5X8jW3k18BEOzIhU4T3EjGeYC7x39Of6py8AJlPEW6pF4UhHaVJnPaEKY41J/"
     "lVk8MC7Nw"},
    {"ecdsa-sha2-nistp384",
     "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBEGlkR3tFT3DGCzr/VWnsPvO5+9ipgxX"
     "4HdYqijIX/23nwUyH9bgOgmoalQIUgCIwTDgBhOqjXytxnrboCRnyZoil/P8woKd2whp5rUexkBvjx/q6S4n"
     "ZNMxJyAJ67PDbQ==",
     "06:a6:83:e7:f5:c2:c4:0c:bd:b0:ce:63:fd:01:af:ea",
     "SHA256:j7TvT03DVcpkDZb2SVpMKd89/JbMU3+tU8UD5+X1bw0",
     "SHA512:Moi7JULqNEakyOJpu+rgtHMd18oug4/hA8ZPsH4pGPza/ms1sYkWM4rzoM3EJfYJBussXGx6mAWte"
     "4fUdWXweQ"},
    {"ecdsa-sha2-nistp521",
     "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAHzReDJ2bhJHLMaZfRTACrbxi2sapWZ"
     "JMBLZZh36+5zEailFhjrC/lm32N5fdeUl9/l2CLUAowCcPD7QUz1JXmmEAGWxMrtELI+ycUSoXsNvFrIlgQ1"
     "0aaXX1lYFSlKRxOhgvWdXNyxZhLPV8IVSoVTcmfvcPmDKQJQQSscYk2Rtdh7hQ==",
     "c0:e6:e2:5e:2b:76:8f:c0:2a:b6:80:8e:4a:ed:1b:6f",
     "SHA256:Yt2l4Bm0QYb8eIrW38SbngiGShXE6nwhVVre8gugOHw",
     "SHA512:hPT748IPmyJ6Nja8BCiWHbKpXNk+0LuarkvP8hbY27AcyN57l/oQKd3C8BXNQoR3nFWzB+YPDcG1A"
     "mwqDmOd5Q"},
    {"ssh-rsa",
     "AAAAB3NzaC1yc2EAAAADAQABAAABAQCxP08vgbSBHZgosZ/5YihNuJt68vn8IIFMibLSBUWvWXhSejvhAz2t"
     "CYKB9MJ/znm6CJI4I2bgi5tTb1wloYTJJt136wzX30ky8NecNKi5WMCYNNB9rmZkJg82vxAgezqDgZwfEW7m"
     "tgbCmZXTTDnItnzameRDMCVGNoahZoBwZ/biQ4w4FRdG5Qf3mGmnkCkF/OU903vWz1/bbN+cwiduPf4KCapT"
     "Zg78qPXXif9PqDGFCLKOwcXhAuEzXdmcl4IXAG/xqXctMwzXzf4p5wE0Q3lWT+mDdNwhMSNTaVtbL606pPVs"
     "uMZajjk86gPOFsVWrkjQxdQRn6SUq/Dyqjqp",
     "b6:db:9f:98:f5:00:31:01:d7:14:4a:b6:46:f4:61:fc",
     "SHA256:Dw/EbMoTCuaAwcz8im3ObnmpXnFLBsNKg7pqGBW4SZw",
     "SHA512:BnweB6PYMe0LMCWZaByUpZTd8X8Q+/aSp+uYQMzNYYW/uT8qqUFXImHt0hbjfxdiwALX0N0/RMJGv"
     "WcgU1AtMA"},
};

std::string ed25519_line() { return std::string("ssh-ed25519 ") + kSamples[0].body; }

/// A field of a blob: its length in four octets, then its octets (RFC 4251 section 5).
std::string field(std::string_view octets) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text += static_cast<char>((octets.size() >> static_cast<unsigned>(shift)) & 0xFFU);
  }
  return text.append(octets);
}

std::string line_of(const std::string& type, const std::string& blob) {
  return type + " " + base64_encode(blob);
}

std::string rsa_line(const std::string& exponent, const std::string& modulus) {
  return line_of("ssh-rsa", field("ssh-rsa") + field(exponent) + field(modulus));
}

/// A modulus of `bits` bits, a multiple of 8.
std::string modulus_of(std::size_t bits) {
  return std::string(1, '\0') + std::string(bits / 8, '\xC5');
}

const std::string kExponent("\x01\x00\x01", 3);

std::string refusal(std::string_view line) {
  const auto key = SshKey::parse(line);
  if (key) return "(accepted)";
  EXPECT_EQ(key.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(key.error().field, "public_key");
  return key.error().message;
}

constexpr const char* kNoKey = "Invalid SSH public key.";
constexpr const char* kNotSingle = "Key is not valid: it should be single line.";
constexpr const char* kNoFingerprint = "Key is not valid: cannot generate fingerprint_md5 from it.";
constexpr const char* kSmallRsa = "Key is not valid: an RSA key of at least 2048 bits is required.";
constexpr const char* kTooLong = "Ensure this field has no more than 2000 characters.";

TEST(SshKey, FingerprintsAreThoseOfSshKeygen) {
  for (const auto& sample : kSamples) {
    const std::string line = std::string(sample.type) + " " + sample.body;
    const auto key = SshKey::parse(line + " me@host");
    ASSERT_TRUE(key) << sample.type << ": " << key.error().message;
    EXPECT_EQ(key->type(), sample.type);
    EXPECT_EQ(key->comment(), "me@host");
    EXPECT_EQ(key->str(), line + " me@host");
    EXPECT_EQ(key->fingerprint_md5(), sample.md5);
    EXPECT_EQ(key->fingerprint_sha256(), sample.sha256);
    EXPECT_EQ(key->fingerprint_sha512(), sample.sha512);
  }
}

TEST(SshKey, TheNormalFormIsReadAsTheSameKey) {
  const auto key = SshKey::parse("  " + ed25519_line() + "  \t a \t comment \n");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->str(), ed25519_line() + " a comment");
  EXPECT_EQ(SshKey::parse(key->str()), *key);
  EXPECT_TRUE(key->same_key(*SshKey::parse(ed25519_line())));
  EXPECT_EQ(SshKey::parse(ed25519_line())->str(), ed25519_line());
}

TEST(SshKey, CommentsAreTextWhateverTheySay) {
  for (const auto* const comment :
       {"\"]] #5", "a\\nb = \"c\" 5", "[[users]]", "${x} %00", "\u0141ukasz", "<script>", "'''"}) {
    const auto key = SshKey::parse(ed25519_line() + " " + comment);
    ASSERT_TRUE(key) << comment;
    EXPECT_EQ(key->comment(), comment);
  }
}

TEST(SshKey, OneLineIsOneKey) {
  EXPECT_EQ(refusal(ed25519_line() + "\n" + ed25519_line()), kNotSingle);
  EXPECT_EQ(refusal(ed25519_line() + " a\rb"), kNotSingle);
  EXPECT_EQ(refusal("ssh-ed25519\n" + std::string(kSamples[0].body)), kNotSingle);
}

TEST(SshKey, ControlCharactersAndBrokenTextInTheCommentAreRefused) {
  for (const std::string& comment :
       {std::string("a\0b", 3), std::string("a\x1b[31m"), std::string("a\x7f"),
        std::string("a\u202e"), std::string("\xff")}) {
    EXPECT_NE(refusal(ed25519_line() + " " + comment), "(accepted)")
        << ::testing::PrintToString(comment);
  }
  EXPECT_EQ(SshKey::parse(ed25519_line() + " a\u2028b")->comment(), "a b");
}

TEST(SshKey, OptionsInFrontAreRefused) {
  for (const auto* const options :
       {"no-pty ", "command=\"id\" ", "from=\"*\",no-pty ", "cert-authority ", "restrict "}) {
    EXPECT_EQ(refusal(options + ed25519_line()), kNoKey) << options;
  }
}

TEST(SshKey, WhatIsNoKeyIsRefused) {
  EXPECT_EQ(refusal(""), kNoKey);
  EXPECT_EQ(refusal("not a key"), kNoKey);
  EXPECT_EQ(refusal(std::string("SSH-ED25519 ") + kSamples[0].body), kNoKey);
  EXPECT_EQ(refusal("-----BEGIN OPENSSH PRIVATE KEY-----"), kNoKey);
}

TEST(SshKey, ABodyThatIsNoBase64HasNoFingerprint) {
  EXPECT_EQ(refusal("ssh-ed25519"), kNoFingerprint);
  EXPECT_EQ(refusal("ssh-ed25519 !!!"), kNoFingerprint);
  EXPECT_EQ(refusal("ssh-ed25519 AAAA*AAA"), kNoFingerprint);
}

TEST(SshKey, TypesOutsideTheListAreNamed) {
  EXPECT_EQ(refusal("ssh-dss AAAAB3NzaC1kc3M="),
            "Key is not valid: keys of type ssh-dss are not allowed.");
  EXPECT_EQ(refusal("ssh-ed25519-cert-v01@openssh.com AAAA"),
            "Key is not valid: keys of type ssh-ed25519-cert-v01@openssh.com are not allowed.");
}

TEST(SshKey, TheTypeInTheBlobMustBeTheTypeInFront) {
  EXPECT_EQ(refusal(std::string("ssh-rsa ") + kSamples[0].body), kNoKey);
  EXPECT_EQ(refusal(std::string("ecdsa-sha2-nistp384 ") + kSamples[1].body), kNoKey);
}

TEST(SshKey, RsaNeeds2048BitsAndMustFitTheLine) {
  EXPECT_EQ(refusal(rsa_line(kExponent, modulus_of(2048))), "(accepted)");
  EXPECT_EQ(refusal(rsa_line(kExponent, modulus_of(8192))), "(accepted)");
  EXPECT_EQ(refusal(rsa_line(kExponent, modulus_of(1024))), kSmallRsa);
  // 2047 bits: the top bit of 256 octets is clear.
  EXPECT_EQ(refusal(rsa_line(kExponent, '\x7f' + std::string(255, '\x01'))), kSmallRsa);
  EXPECT_EQ(refusal(rsa_line(kExponent, modulus_of(16384))), kTooLong);
}

TEST(SshKey, RsaNumbersArePositiveAndInTheirShortestForm) {
  EXPECT_EQ(refusal(rsa_line("", modulus_of(2048))), kNoKey);
  EXPECT_EQ(refusal(rsa_line("\x01", modulus_of(2048))), kNoKey);
  EXPECT_EQ(refusal(rsa_line("\x04", modulus_of(2048))), kNoKey);
  EXPECT_EQ(refusal(rsa_line("\x83", modulus_of(2048))), kNoKey);
  EXPECT_EQ(refusal(rsa_line(kExponent, modulus_of(2048).substr(1))), kNoKey);
  EXPECT_EQ(refusal(rsa_line(kExponent, std::string(1, '\0') + modulus_of(2048))), kNoKey);
  EXPECT_EQ(refusal(rsa_line(kExponent, std::string(1, '\0'))), kNoKey);
  EXPECT_EQ(refusal(rsa_line(kExponent, "")), kNoKey);
}

TEST(SshKey, Ed25519Has32Octets) {
  const auto line = [](std::size_t size) {
    return line_of("ssh-ed25519", field("ssh-ed25519") + field(std::string(size, 'k')));
  };
  EXPECT_EQ(refusal(line(32)), "(accepted)");
  for (const std::size_t size : {0U, 31U, 33U, 64U}) EXPECT_EQ(refusal(line(size)), kNoKey) << size;
}

TEST(SshKey, EcdsaNamesItsCurveAndHasAnUncompressedPoint) {
  const auto line = [](std::string_view curve, const std::string& point) {
    return line_of("ecdsa-sha2-nistp256",
                   field("ecdsa-sha2-nistp256") + field(curve) + field(point));
  };
  EXPECT_EQ(refusal(line("nistp256", "\x04" + std::string(64, 'p'))), "(accepted)");
  EXPECT_EQ(refusal(line("nistp384", "\x04" + std::string(64, 'p'))), kNoKey);
  EXPECT_EQ(refusal(line("nistp256", "\x02" + std::string(64, 'p'))), kNoKey);
  EXPECT_EQ(refusal(line("nistp256", "\x04" + std::string(63, 'p'))), kNoKey);
  EXPECT_EQ(refusal(line("nistp256", "")), kNoKey);
}

TEST(SshKey, SecurityKeysCarryTheirApplication) {
  const std::string ed = "sk-ssh-ed25519@openssh.com";
  const std::string ec = "sk-ecdsa-sha2-nistp256@openssh.com";
  const std::string key = field(std::string(32, 'k'));
  const std::string point = field("nistp256") + field("\x04" + std::string(64, 'p'));
  EXPECT_EQ(refusal(line_of(ed, field(ed) + key + field("ssh:"))), "(accepted)");
  EXPECT_EQ(refusal(line_of(ec, field(ec) + point + field("ssh:home"))), "(accepted)");
  EXPECT_EQ(refusal(line_of(ed, field(ed) + key)), kNoKey);
  EXPECT_EQ(refusal(line_of(ed, field(ed) + key + field(""))), kNoKey);
  EXPECT_EQ(refusal(line_of(ec, field(ec) + point + field("ssh:\n"))), kNoKey);
}

TEST(SshKey, NothingMayBeLeftOverAndNothingMissing) {
  for (const auto& sample : kSamples) {
    const std::string blob = *base64_decode(sample.body);
    EXPECT_EQ(refusal(line_of(sample.type, blob + "x")), kNoKey) << sample.type;
    for (std::size_t size = 1; size < blob.size(); ++size) {
      EXPECT_EQ(refusal(line_of(sample.type, blob.substr(0, size))), kNoKey)
          << sample.type << " cut to " << size;
    }
  }
}

TEST(SshKey, ALengthBeyondTheBlobIsRefused) {
  EXPECT_EQ(refusal(line_of("ssh-ed25519", std::string("\xff\xff\xff\xffssh", 7))), kNoKey);
  EXPECT_EQ(
      refusal(line_of("ssh-ed25519", field("ssh-ed25519") + std::string("\x7f\xff\xff\xff", 4))),
      kNoKey);
}

TEST(SshKey, TheLineHasAtMost2000Characters) {
  const std::string line = ed25519_line() + " ";
  EXPECT_EQ(refusal(line + std::string(2000 - line.size(), 'c')), "(accepted)");
  EXPECT_EQ(refusal(line + std::string(2001 - line.size(), 'c')), kTooLong);
  EXPECT_EQ(refusal(std::string(1 << 20, 'A')), kTooLong);
}

}  // namespace
}  // namespace drawbridge::domain
