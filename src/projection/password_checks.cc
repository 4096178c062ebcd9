#include "projection/password_checks.h"

#include <memory>
#include <utility>

#include "crypto/digest.h"
#include "crypto/password.h"
#include "crypto/token.h"

namespace drawbridge::projection {
namespace {

constexpr std::size_t kWaitingMax = 256;
/// Then all are forgotten: the next bind of each costs one check more.
constexpr std::size_t kKnownMax = 20000;

}  // namespace

PasswordChecks::PasswordChecks(std::size_t threads)
    : key_(crypto::random_token()), workers_("passwords", threads, kWaitingMax) {}

std::string PasswordChecks::digest(std::string_view verifier, std::string_view password) const {
  std::string both(verifier);
  both += '\0';
  both += password;
  const Secret text(std::move(both));
  return crypto::hmac_sha256(key_.reveal(), text.reveal());
}

bool PasswordChecks::is_known(std::string_view verifier, std::string_view password) const {
  const auto wanted = digest(verifier, password);
  return known_.with([&](const auto& known) { return known.contains(wanted); });
}

void PasswordChecks::check(std::string verifier, std::string_view password, Answer answer) {
  auto secret = std::make_shared<const Secret>(std::string(password));
  auto shared = std::make_shared<const Answer>(std::move(answer));
  const bool is_taken =
      workers_.try_run([this, verifier = std::move(verifier), secret = std::move(secret), shared] {
        const auto& stored = verifier.empty() ? std::string(crypto::dummy_verifier()) : verifier;
        const bool is_right =
            crypto::verify_password(stored, secret->reveal()) && !verifier.empty();
        if (is_right) {
          known_.with([&](auto& known) {
            if (known.size() >= kKnownMax) known.clear();
            known.insert(digest(verifier, secret->reveal()));
          });
        }
        (*shared)(is_right);
      });
  if (!is_taken) (*shared)(false);
}

}  // namespace drawbridge::projection
