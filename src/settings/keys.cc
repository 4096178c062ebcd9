#include "settings/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "domain/user_attributes.h"
#include "domain/username.h"
#include "ldap/dn/dn.h"
#include "settings/listen_address.h"

namespace drawbridge::settings {
namespace {

using Setter = std::function<Status(Settings&, const GivenValue&)>;

template <class T>
using Member = T& (*)(Settings&);

tl::unexpected<Error> wrong(std::string reason) {
  return fail(ErrorCode::kInvalid, std::move(reason));
}

Setter text_into(Member<std::string> member) {
  return [member](Settings& settings, const GivenValue& given) -> Status {
    DRAWBRIDGE_TRY(member(settings), given.text());
    return {};
  };
}

/// A text that `check` refuses, or rewrites, before it is taken.
Setter text_into(Member<std::string> member, Result<std::string> (*check)(std::string)) {
  return [member, check](Settings& settings, const GivenValue& given) -> Status {
    DRAWBRIDGE_TRY(member(settings), given.text().and_then(check));
    return {};
  };
}

Setter number_into(Member<std::uint32_t> member, std::uint32_t min, std::uint32_t max) {
  return [member, min, max](Settings& settings, const GivenValue& given) -> Status {
    DRAWBRIDGE_TRY(const auto number, given.integer());
    if (number < std::int64_t{min} || number > std::int64_t{max}) {
      return wrong(fmt::format("must be from {} to {}", min, max));
    }
    member(settings) = static_cast<std::uint32_t>(number);
    return {};
  };
}

Setter flag_into(Member<bool> member) {
  return [member](Settings& settings, const GivenValue& given) -> Status {
    DRAWBRIDGE_TRY(member(settings), given.boolean());
    return {};
  };
}

Setter address_into(Member<std::optional<ListenAddress>> member) {
  return [member](Settings& settings, const GivenValue& given) -> Status {
    DRAWBRIDGE_TRY(const auto text, given.text());
    DRAWBRIDGE_TRY(member(settings), parse_listen_address(text));
    return {};
  };
}

/// One word of a closed set.
template <class Enum>
Setter word_into(Member<Enum> member, std::vector<std::pair<std::string_view, Enum>> words) {
  return [member, words = std::move(words)](Settings& settings, const GivenValue& given) -> Status {
    DRAWBRIDGE_TRY(const auto text, given.text());
    std::vector<std::string> known;
    for (const auto& [word, value] : words) {
      if (word == text) {
        member(settings) = value;
        return {};
      }
      known.push_back(fmt::format("\"{}\"", word));
    }
    return wrong("must be one of " + join(known, ", "));
  };
}

Result<std::string> check_not_empty(std::string text) {
  if (text.empty()) return wrong("must not be empty");
  return text;
}

Result<std::string> check_pattern(std::string text) {
  if (text.empty()) return wrong("must not be empty");
  const auto rules = domain::NameRules::compile(text, {});
  if (!rules) return wrong(rules.error().message);
  return text;
}

Result<std::string> check_url(std::string text) {
  if (text.empty()) return text;
  const std::string_view scheme = text.starts_with("https://") ? "https://" : "http://";
  while (text.ends_with('/')) text.pop_back();
  if (!text.starts_with(scheme) || text.size() == scheme.size() ||
      text.find_first_of(" \t\r\n?#\"<>\\") != std::string::npos) {
    return wrong("must be a URL such as \"https://idm.example.org\"");
  }
  return text;
}

Result<std::string> check_dn(std::string text) {
  const auto name = ldap::dn::Dn::parse(text);
  if (!name) return wrong("is not a distinguished name: " + name.error().message);
  if (name->is_root()) return wrong("must not be empty");
  return text;
}

Status set_reserved(Settings& settings, const GivenValue& given) {
  DRAWBRIDGE_TRY(auto names, given.list());
  for (auto& name : names) {
    if (trim(name).empty()) return wrong("holds an empty name");
    name = ascii_lower(trim(name));
  }
  settings.names.reserved = std::move(names);
  return {};
}

Status set_exposed_attributes(Settings& settings, const GivenValue& given) {
  DRAWBRIDGE_TRY(auto names, given.list());
  for (const auto& name : names) {
    if (!domain::is_user_attribute(name)) return wrong("knows no attribute \"" + name + "\"");
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  settings.accounts.default_exposed_attributes = std::move(names);
  return {};
}

void add_store_and_http(std::vector<Key>& keys) {
  keys.push_back(
      {"store.path", text_into(
                         [](Settings & s) -> auto& { return s.store.path; }, check_not_empty)});
  keys.push_back(
      {"http.listen", address_into([](Settings & s) -> auto& { return s.http.listen; })});
  keys.push_back(
      {"http.public_url", text_into(
                              [](Settings & s) -> auto& { return s.http.public_url; }, check_url)});
  keys.push_back(
      {"http.certificate", text_into([](Settings & s) -> auto& { return s.http.certificate; })});
  keys.push_back({"http.key", text_into([](Settings & s) -> auto& { return s.http.key; })});
  keys.push_back({"http.allow_clear_text",
                  flag_into([](Settings & s) -> auto& { return s.http.allow_clear_text; })});
  keys.push_back({"http.page_size_max",
                  number_into(
                      [](Settings & s) -> auto& { return s.http.page_size_max; }, 1, 10000)});
  keys.push_back(
      {"http.body_max_bytes",
       number_into(
           [](Settings & s) -> auto& { return s.http.body_max_bytes; }, 1024, 67108864)});
  keys.push_back(
      {"http.threads", number_into(
                           [](Settings & s) -> auto& { return s.http.threads; }, 1, 1024)});
  keys.push_back(
      {"http.waiting_readers_max",
       number_into(
           [](Settings & s) -> auto& { return s.http.waiting_readers_max; }, 0, 100000)});
}

void add_ldap(std::vector<Key>& keys) {
  keys.push_back(
      {"ldap.listen", address_into([](Settings & s) -> auto& { return s.ldap.listen; })});
  keys.push_back(
      {"ldap.listen_tls", address_into([](Settings & s) -> auto& { return s.ldap.listen_tls; })});
  keys.push_back(
      {"ldap.base_dn", text_into(
                           [](Settings & s) -> auto& { return s.ldap.base_dn; }, check_dn)});
  keys.push_back(
      {"ldap.certificate", text_into([](Settings & s) -> auto& { return s.ldap.certificate; })});
  keys.push_back({"ldap.key", text_into([](Settings & s) -> auto& { return s.ldap.key; })});
  keys.push_back(
      {"ldap.client_ca", text_into([](Settings & s) -> auto& { return s.ldap.client_ca; })});
  keys.push_back({"ldap.allow_clear_text",
                  flag_into([](Settings & s) -> auto& { return s.ldap.allow_clear_text; })});
  keys.push_back({"ldap.log", word_into<LdapLog>([](Settings & s) -> auto& { return s.ldap.log; },
                                                 {{"errors", LdapLog::kErrors},
                                                  {"operations", LdapLog::kOperations}})});
}

void add_ldap_limits(std::vector<Key>& keys) {
  const auto add = [&keys](std::string_view name, Member<std::uint32_t> member, std::uint32_t min,
                           std::uint32_t max) {
    keys.push_back({name, number_into(member, min, max)});
  };
  add(
      "ldap.max_message_bytes_anonymous",
      [](Settings & s) -> auto& { return s.ldap.max_message_bytes_anonymous; }, 1024, 67108864);
  add(
      "ldap.max_message_bytes", [](Settings & s) -> auto& { return s.ldap.max_message_bytes; },
      1024, 67108864);
  add(
      "ldap.filter_depth_max", [](Settings & s) -> auto& { return s.ldap.filter_depth_max; }, 1,
      1024);
  add(
      "ldap.filter_nodes_max", [](Settings & s) -> auto& { return s.ldap.filter_nodes_max; }, 1,
      1000000);
  add(
      "ldap.controls_max", [](Settings & s) -> auto& { return s.ldap.controls_max; }, 0, 1000);
  add(
      "ldap.size_limit_person", [](Settings & s) -> auto& { return s.ldap.size_limit_person; }, 0,
      2147483647);
  add(
      "ldap.size_limit_service", [](Settings & s) -> auto& { return s.ldap.size_limit_service; }, 0,
      2147483647);
  add(
      "ldap.idle_seconds", [](Settings & s) -> auto& { return s.ldap.idle_seconds; }, 1, 86400);
  add(
      "ldap.handshake_seconds", [](Settings & s) -> auto& { return s.ldap.handshake_seconds; }, 1,
      600);
  add(
      "ldap.bind_delay_max_ms", [](Settings & s) -> auto& { return s.ldap.bind_delay_max_ms; }, 0,
      10000);
  add(
      "ldap.threads", [](Settings & s) -> auto& { return s.ldap.threads; }, 0, 256);
}

void add_others(std::vector<Key>& keys) {
  keys.push_back(
      {"names.pattern", text_into(
                            [](Settings & s) -> auto& { return s.names.pattern; }, check_pattern)});
  keys.push_back({"names.reserved", set_reserved});
  keys.push_back(
      {"accounts.deleted_retention_days",
       number_into(
           [](Settings & s) -> auto& { return s.accounts.deleted_retention_days; }, 0, 36500)});
  keys.push_back({"accounts.enforce_user_consent", flag_into([](Settings & s) -> auto& {
                    return s.accounts.enforce_user_consent;
                  })});
  keys.push_back({"accounts.enforce_profile_completeness", flag_into([](Settings & s) -> auto& {
                    return s.accounts.enforce_profile_completeness;
                  })});
  keys.push_back({"accounts.default_exposed_attributes", set_exposed_attributes});
  keys.push_back({"webhooks.allow_private_destinations", flag_into([](Settings & s) -> auto& {
                    return s.webhooks.allow_private_destinations;
                  })});
  keys.push_back(
      {"log.level", word_into<LogLevel>([](Settings & s) -> auto& { return s.log.level; },
                                        {{"debug", LogLevel::kDebug},
                                         {"info", LogLevel::kInfo},
                                         {"warning", LogLevel::kWarning},
                                         {"error", LogLevel::kError}})});
  keys.push_back({"log.format",
                  word_into<LogFormat>([](Settings & s) -> auto& { return s.log.format; },
                                       {{"text", LogFormat::kText}, {"json", LogFormat::kJson}})});
}

}  // namespace

Result<std::string> GivenValue::text() const {
  if (const auto* given = std::get_if<EnvironmentText>(&value_)) return given->text;
  if (const auto* text = std::get_if<std::string>(&value_)) return *text;
  return wrong("must be a text in quotes");
}

Result<std::int64_t> GivenValue::integer() const {
  if (const auto* number = std::get_if<std::int64_t>(&value_)) return *number;
  if (const auto* given = std::get_if<EnvironmentText>(&value_)) {
    if (auto number = parse_integer<std::int64_t>(trim(given->text))) return *number;
  }
  return wrong("must be a whole number");
}

Result<bool> GivenValue::boolean() const {
  if (const auto* flag = std::get_if<bool>(&value_)) return *flag;
  if (const auto* given = std::get_if<EnvironmentText>(&value_)) {
    if (given->text == "true" || given->text == "1") return true;
    if (given->text == "false" || given->text == "0") return false;
  }
  return wrong("must be true or false");
}

Result<std::vector<std::string>> GivenValue::list() const {
  if (const auto* list = std::get_if<std::vector<std::string>>(&value_)) return *list;
  if (const auto* given = std::get_if<EnvironmentText>(&value_)) {
    std::vector<std::string> list;
    if (trim(given->text).empty()) return list;
    for (const auto piece : split(given->text, ',')) list.emplace_back(trim(piece));
    return list;
  }
  return wrong("must be a list of texts in quotes");
}

std::string Key::environment_name() const {
  std::string variable = "DRAWBRIDGE_" + ascii_upper(name);
  std::replace(variable.begin(), variable.end(), '.', '_');
  return variable;
}

const std::vector<Key>& all_keys() {
  static const std::vector<Key> keys = [] {
    std::vector<Key> made;
    add_store_and_http(made);
    add_ldap(made);
    add_ldap_limits(made);
    add_others(made);
    return made;
  }();
  return keys;
}

const Key* find_key(std::string_view name) {
  const auto& keys = all_keys();
  const auto found =
      std::find_if(keys.begin(), keys.end(), [name](const Key& key) { return key.name == name; });
  return found == keys.end() ? nullptr : &*found;
}

}  // namespace drawbridge::settings
