#include "domain/username_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "domain/transliteration.h"

namespace drawbridge::domain {
namespace {

constexpr std::uint64_t kAttemptsMax = 1'000'000;
constexpr std::size_t kNumberDigitsMax = 18;  // any of them fits in 64 bits

constexpr std::array<std::pair<UsernamePolicy, std::string_view>, 6> kPolicyWords = {{
    {UsernamePolicy::kServiceProvider, "service_provider"},
    {UsernamePolicy::kFullName, "full_name"},
    {UsernamePolicy::kAnonymized, "anonymized"},
    {UsernamePolicy::kWaldurUsername, "waldur_username"},
    {UsernamePolicy::kFreeipa, "freeipa"},
    {UsernamePolicy::kIdentityClaim, "identity_claim"},
}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void strip_underscores(std::string& text) {
  const auto first = text.find_first_not_of('_');
  const auto last = text.find_last_not_of('_');
  text = first == std::string::npos ? std::string() : text.substr(first, last - first + 1);
}

/// One part of a full name as it appears in an account name: letters, digits and `_` for blanks.
std::string name_part(std::string_view name) {
  std::string part;
  for (const char c : ascii_lower(transliterate(trim(name)))) {
    const bool is_kept = (c >= 'a' && c <= 'z') || is_digit(c) || c == '_';
    if (is_kept) {
      part += c;
    } else if (c == ' ' && !part.empty() && part.back() != '_') {
      part += '_';
    }
  }
  strip_underscores(part);
  return part;
}

NameProposal none(std::string reason = {}) {
  return {.kind = NameProposal::Kind::kNone, .reason = std::move(reason)};
}

NameProposal fixed(std::string name, const NameRules& rules, std::string_view origin) {
  if (const auto ok = check_account_name(rules, name); !ok) {
    return none(fmt::format("The name from {} cannot be used: {}", origin, ok.error().message));
  }
  return {.kind = NameProposal::Kind::kFixed, .fixed = std::move(name)};
}

NameProposal numbered(NameSequence sequence, const NameRules& rules) {
  const std::string first = sequence.name(sequence.first_number());
  if (!rules.matches(first)) {
    return none(fmt::format("The generated name {} does not match {}.", first, rules.pattern()));
  }
  return {.kind = NameProposal::Kind::kNumbered, .sequence = std::move(sequence)};
}

NameProposal propose_full_name(const PersonFacts& person, const NameRules& rules) {
  const std::string first = name_part(person.first_name);
  const std::string last = name_part(person.last_name);
  std::string base = first + (first.empty() || last.empty() ? "" : "_") + last;
  if (base.empty()) return {.kind = NameProposal::Kind::kFromUid};
  if (!rules.allows_first(base.front())) base.insert(base.begin(), '_');
  return numbered(
      NameSequence(NameSequence::Form::kTwoDigits, std::move(base), rules.generated_max()), rules);
}

NameProposal propose_anonymized(const std::string& prefix, const NameRules& rules) {
  constexpr std::size_t kDigits = 5;
  if (prefix.size() + kDigits > rules.generated_max()) {
    return none(
        fmt::format("The prefix of anonymized names is too long: with {} digits it goes "
                    "over {} characters.",
                    kDigits, rules.generated_max()));
  }
  return numbered(NameSequence(NameSequence::Form::kFiveDigits, prefix, rules.generated_max()),
                  rules);
}

NameProposal propose_waldur_username(const PersonFacts& person, const NameRules& rules) {
  std::string base = ascii_lower(person.username);
  if (base.empty()) return none("The person has no username.");
  for (std::size_t i = 0; i < base.size(); ++i) {
    const bool is_allowed = i == 0 ? rules.allows_first(base[i]) : rules.allows_later(base[i]);
    if (!is_allowed) base[i] = '_';
  }
  return numbered(
      NameSequence(NameSequence::Form::kFromTwo, std::move(base), rules.generated_max()), rules);
}

NameProposal propose_identity_claim(const PersonFacts& person, const NameRules& rules) {
  if (!person.site_username || person.site_username->empty()) {
    return none("The identity provider has asserted no site_username.");
  }
  return fixed(*person.site_username, rules, "site_username");
}

}  // namespace

std::string_view to_word(UsernamePolicy policy) {
  const auto* const found = std::find_if(kPolicyWords.begin(), kPolicyWords.end(),
                                         [&](const auto& known) { return known.first == policy; });
  return found == kPolicyWords.end() ? std::string_view() : found->second;
}

std::optional<UsernamePolicy> parse_username_policy(std::string_view word) {
  const auto* const found = std::find_if(kPolicyWords.begin(), kPolicyWords.end(),
                                         [&](const auto& known) { return known.second == word; });
  if (found == kPolicyWords.end()) return std::nullopt;
  return found->first;
}

NameSequence::NameSequence(Form form, std::string base, std::size_t max)
    : form_(form), base_(std::move(base)), max_(max), key_(name(first_number())) {}

std::string NameSequence::suffix(std::uint64_t number) const {
  switch (form_) {
    case Form::kTwoDigits:
      return fmt::format("_{:02}", number);
    case Form::kFiveDigits:
      return fmt::format("{:05}", number);
    case Form::kFromTwo:
      break;
  }
  return number <= 1 ? std::string() : fmt::format("_{}", number);
}

std::string NameSequence::name(std::uint64_t number) const {
  const std::string end = suffix(number);
  const std::size_t room = max_ > end.size() ? max_ - end.size() : 0;
  std::string text = base_.substr(0, room);
  // A cut between first and last name leaves their underscore; two in a row look like a mistake.
  if (form_ == Form::kTwoDigits && text.size() < base_.size()) {
    while (text.size() > 1 && text.back() == '_') text.pop_back();
  }
  return text + end;
}

std::optional<std::uint64_t> NameSequence::number_of(std::string_view text) const {
  if (text == name(first_number())) return first_number();
  std::uint64_t number = 0;
  std::uint64_t place = 1;
  for (std::size_t digits = 1; digits <= std::min(text.size(), kNumberDigitsMax); ++digits) {
    const char c = text[text.size() - digits];
    if (!is_digit(c)) break;
    number += static_cast<std::uint64_t>(c - '0') * place;
    place *= 10;
    if (number >= first_number() && name(number) == text) return number;
  }
  return std::nullopt;
}

NameProposal propose_name(const PolicySettings& settings, const PersonFacts& person,
                          const NameRules& rules) {
  switch (settings.policy) {
    case UsernamePolicy::kServiceProvider:
      return none();
    case UsernamePolicy::kFullName:
      return propose_full_name(person, rules);
    case UsernamePolicy::kAnonymized:
      return propose_anonymized(settings.anonymized_prefix, rules);
    case UsernamePolicy::kWaldurUsername:
      return propose_waldur_username(person, rules);
    case UsernamePolicy::kFreeipa:
      if (!person.freeipa_username || person.freeipa_username->empty()) return none();
      return fixed(*person.freeipa_username, rules, "the FreeIPA profile");
    case UsernamePolicy::kIdentityClaim:
      return propose_identity_claim(person, rules);
  }
  return none();
}

std::string uid_name(UidNumber uid) { return fmt::format("u{}", uid.value()); }

bool could_have_produced(const PolicySettings& settings, const PersonFacts& person,
                         const NameRules& rules, std::string_view name,
                         std::optional<UidNumber> uid) {
  if (settings.policy == UsernamePolicy::kServiceProvider) return true;
  const auto proposal = propose_name(settings, person, rules);
  switch (proposal.kind) {
    case NameProposal::Kind::kNone:
      return false;
    case NameProposal::Kind::kFixed:
      return name == proposal.fixed;
    case NameProposal::Kind::kNumbered:
      return proposal.sequence && proposal.sequence->number_of(name).has_value();
    case NameProposal::Kind::kFromUid:
      return uid && name == uid_name(*uid);
  }
  return false;
}

Result<std::string> first_free_name(const NameSequence& sequence, const NameRules& rules,
                                    std::uint64_t from,
                                    const std::function<Result<bool>(std::string_view)>& is_taken) {
  const std::uint64_t start = std::max(from, sequence.first_number());
  for (std::uint64_t attempt = 0; attempt < kAttemptsMax; ++attempt) {
    std::string name = sequence.name(start + attempt);
    if (!rules.matches(name)) {
      return fail(ErrorCode::kInvalid,
                  fmt::format("The generated name {} does not match {}.", name, rules.pattern()),
                  "username");
    }
    if (rules.is_reserved(name)) continue;
    DRAWBRIDGE_TRY(const bool taken, is_taken(name));
    if (!taken) return name;
  }
  return fail(ErrorCode::kExhausted, "No free username was found.", "username");
}

}  // namespace drawbridge::domain
