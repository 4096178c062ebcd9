#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/posix_id.h"
#include "domain/username.h"

namespace drawbridge::domain {

/// Who chooses the names on an offering (`plugin_options.username_generation_policy`).
enum class UsernamePolicy {
  kServiceProvider,
  kFullName,
  kAnonymized,
  kWaldurUsername,
  kFreeipa,
  kIdentityClaim,
};

/// `service_provider`, `full_name`, `anonymized`, `waldur_username`, `freeipa`, `identity_claim`.
std::string_view to_word(UsernamePolicy policy);
std::optional<UsernamePolicy> parse_username_policy(std::string_view word);

inline constexpr std::string_view kDefaultAnonymizedPrefix = "waldur_";

/// What of a person the policies look at.
struct PersonFacts {
  std::string username = {};  ///< At Waldur.
  std::string first_name = {};
  std::string last_name = {};
  std::optional<std::string> freeipa_username = {};  ///< Of the FreeIPA profile.
  std::optional<std::string> site_username = {};     ///< `details.site_username`.
};

struct PolicySettings {
  UsernamePolicy policy = UsernamePolicy::kServiceProvider;
  std::string anonymized_prefix{kDefaultAnonymizedPrefix};
};

/// The endless row of names a policy tries for one person, in order of their numbers.
class NameSequence {
 public:
  enum class Form {
    kTwoDigits,   ///< `base_00`, `base_01`, ...: full_name
    kFiveDigits,  ///< `base00000`, ...: anonymized
    kFromTwo,     ///< `base` (number 1), `base_2`, `base_3`, ...: waldur_username
  };

  /// @param max octets; the base is cut at its end so that base and suffix fit.
  NameSequence(Form form, std::string base, std::size_t max);

  /// Two people with equal keys share one row of numbers.
  const std::string& key() const { return key_; }

  std::uint64_t first_number() const { return form_ == Form::kFromTwo ? 1 : 0; }

  /// The name with this number; `number` >= first_number().
  std::string name(std::uint64_t number) const;

  /// The number of a name of this row; none for any other text.
  std::optional<std::uint64_t> number_of(std::string_view name) const;

 private:
  std::string suffix(std::uint64_t number) const;

  Form form_;
  std::string base_;
  std::size_t max_;
  std::string key_;
};

/// What a policy proposes for one person, before anybody looks whether it is taken.
struct NameProposal {
  enum class Kind {
    kNone,      ///< No name: null, state Requested, `reason` for service_provider_comment.
    kFixed,     ///< `fixed` or nothing.
    kNumbered,  ///< The first of `sequence` that is free and was never used (first_free_name).
    kFromUid,   ///< uid_name(uid): take the uid first.
  };

  Kind kind = Kind::kNone;
  std::string reason = {};  ///< One sentence; empty when having no name is the normal course.
  std::string fixed = {};
  std::optional<NameSequence> sequence = std::nullopt;
};

/// The proposal of `settings.policy` for `person`. Every name proposed fits `rules`; what cannot
/// be made to fit is kNone with the reason.
NameProposal propose_name(const PolicySettings& settings, const PersonFacts& person,
                          const NameRules& rules);

/// `u<uid>`: the name when transliteration leaves nothing.
std::string uid_name(UidNumber uid);

/// Whether `name` is one the policy could have given this person, so that a refresh keeps it.
/// `service_provider` could have given any name. `uid` is looked at for kFromUid only.
bool could_have_produced(const PolicySettings& settings, const PersonFacts& person,
                         const NameRules& rules, std::string_view name,
                         std::optional<UidNumber> uid);

/// The first name of `sequence`, from number `from` on, that `rules` accept and `is_taken` does not
/// know. Reserved names are passed over. `is_taken` says whether the name is in use in the
/// offering, or was ever used there by somebody else.
///
/// @return kInvalid when a name falls outside the pattern, kExhausted after a million names in
///         use, or the error of `is_taken`.
Result<std::string> first_free_name(const NameSequence& sequence, const NameRules& rules,
                                    std::uint64_t from,
                                    const std::function<Result<bool>(std::string_view)>& is_taken);

}  // namespace drawbridge::domain
