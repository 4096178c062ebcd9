#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "app/slugs.h"
#include "app/state_file/state_checks.h"
#include "domain/person_name.h"
#include "domain/posix_id.h"
#include "domain/slug.h"
#include "domain/ssh_key.h"

/// Checks of single fields of a state file line; for the files of check_line alone.
namespace drawbridge::app {

/// A reference that points nowhere is a fault, unless what it points to is itself a faulty line.
template <class Target>
bool check_reference(LineCheck& check, std::string_view field, const Uuid& uuid) {
  if (check.faulty.contains(uuid)) check.refers_to_faulty = true;
  if (uuid.is_nil() || check.faulty.contains(uuid)) return false;
  const auto found = exists<Target>(check.transaction.store(), where::equal("uuid", uuid));
  if (!found) {
    check.faults.add(field, found.error().message);
    return false;
  }
  if (!*found) {
    check.faults.add(field, fmt::format("There is no {} {}.", Target::kKind, uuid.hex()));
    return false;
  }
  return true;
}

inline void check_not_blank(LineCheck& check, std::string_view field, const std::string& text,
                            std::size_t max = 255) {
  if (text.empty()) check.faults.add(field, "This field may not be blank.");
  if (text.size() > max) {
    check.faults.add(field, fmt::format("Ensure this field has no more than {} characters.", max));
  }
}

inline void fill_slug(LineCheck& check, std::string_view kind, std::string& slug,
                      const std::string& name, const Uuid& uuid) {
  if (!slug.empty()) {
    check.faults.check(kind == domain::Offering::kKind ? domain::check_offering_slug(slug)
                                                       : domain::check_slug(slug));
    return;
  }
  const auto chosen = choose_slug(check.transaction.store(), kind, std::nullopt, name, uuid);
  if (chosen) {
    slug = *chosen;
  } else {
    check.faults.add("slug", chosen.error().message);
  }
}

inline void check_date(LineCheck& check, std::string_view field,
                       const std::optional<std::string>& date) {
  if (date && (date->size() != 10 || !Timestamp::parse(*date))) {
    check.faults.add(field, "Date has wrong format. Use YYYY-MM-DD.");
  }
}

inline void clean_name(LineCheck& check, std::string_view field, std::string& name) {
  auto cleaned = domain::clean_person_name(name, field);
  if (cleaned) {
    name = std::move(*cleaned);
  } else {
    check.faults.add(field, cleaned.error().message);
  }
}

inline void normalise_key(LineCheck& check, std::string_view field, std::string& key) {
  const auto parsed = domain::SshKey::parse(key);
  if (parsed) {
    key = parsed->str();
  } else {
    check.faults.add(field, parsed.error().message);
  }
}

inline void check_digest(LineCheck& check, std::string_view field, const std::string& digest) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (digest.size() != 64 || !std::all_of(digest.begin(), digest.end(), is_hex)) {
    check.faults.add(field, "A SHA-256 digest of 64 lower-case hex digits is expected.");
  }
}

inline void check_number(LineCheck& check, std::string_view field,
                         const std::optional<std::int64_t>& number) {
  if (number) {
    check.faults.check(
        [&]() -> Status {
          DRAWBRIDGE_CHECK(domain::parse_uid_number(*number, std::string(field)));
          return {};
        }(),
        field);
  }
}

inline void check_word(LineCheck& check, std::string_view field, const std::string& word,
                       std::initializer_list<std::string_view> words) {
  if (std::find(words.begin(), words.end(), word) == words.end()) {
    check.faults.add(field, "\"" + word + "\" is not a valid choice.");
  }
}

}  // namespace drawbridge::app
