#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace drawbridge::domain {

/// `names.pattern` when the operator sets none.
inline constexpr std::string_view kDefaultNamePattern = "^[a-z_][a-z0-9._-]{0,31}$";

/// Octets of a generated name; useradd(8) and utmp(5) go no further.
inline constexpr std::size_t kGeneratedNameMax = 32;

/// Octets of any account name, whatever the pattern says: the bound before a match is tried.
inline constexpr std::size_t kAccountNameMax = 64;

/// Names of the operating system and its daemons: `names.reserved` when the operator sets none.
std::span<const std::string_view> default_reserved_names();

/// What an account name must look like on this installation. Immutable, cheap to copy, safe to
/// share between threads.
class NameRules {
 public:
  /// The default pattern and the default reserved names.
  NameRules();

  /// @param pattern  ECMAScript regular expression without back references, at most 256 octets;
  ///                 matching takes time linear in the name.
  ///                 The whole name must match. `-` in front, blanks, `:`, `/` and control
  ///                 characters are refused whatever the pattern says.
  /// @param reserved names nobody gets, compared without regard to case.
  /// @return kInvalid, field `names.pattern`, when it does not compile.
  static Result<NameRules> compile(std::string_view pattern,
                                   const std::vector<std::string>& reserved);

  bool matches(std::string_view name) const;
  bool is_reserved(std::string_view name) const;

  /// Whether the pattern takes `character` as the first, as a later one (found by trying).
  bool allows_first(char character) const;
  bool allows_later(char character) const;

  /// The longest name the pattern takes, at most kGeneratedNameMax.
  std::size_t generated_max() const;

  const std::string& pattern() const;

 private:
  struct Rules;

  explicit NameRules(std::shared_ptr<const Rules> rules);

  std::shared_ptr<const Rules> rules_;
};

/// Whether `name` may be the name of a person's or robot's account.
/// @return kInvalid with field `username` when it is outside the pattern or reserved.
Status check_account_name(const NameRules& rules, std::string_view name);

/// The form in which names are compared: without regard to case.
std::string fold_name(std::string_view name);

bool same_name(std::string_view left, std::string_view right);

}  // namespace drawbridge::domain
