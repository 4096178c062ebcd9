#include "settings/load.h"

#include <fmt/format.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <system_error>
#include <tuple>

#include "base/file.h"
#include "base/text.h"
#include "ldap/dn/dn.h"
#include "settings/keys.h"

namespace drawbridge::settings {
namespace {

constexpr std::size_t kMaxConfigBytes = 1U << 20U;
constexpr std::size_t kMaxPemBytes = 1U << 20U;
constexpr std::string_view kVariablePrefix = "DRAWBRIDGE_";

std::string with_suggestion(std::string reason, std::string_view name,
                            const std::vector<std::string_view>& candidates) {
  if (const auto nearest = nearest_name(name, candidates)) {
    reason += fmt::format("; did you mean {}?", *nearest);
  }
  return reason;
}

GivenValue given_value(const toml::node& node) {
  if (const auto* text = node.as_string()) return GivenValue(text->get());
  if (const auto* number = node.as_integer()) return GivenValue(number->get());
  if (const auto* flag = node.as_boolean()) return GivenValue(flag->get());
  const auto* array = node.as_array();
  if (array == nullptr) return GivenValue(GivenValue::OtherType{});
  std::vector<std::string> list;
  for (const auto& item : *array) {
    const auto* text = item.as_string();
    if (text == nullptr) return GivenValue(GivenValue::OtherType{});
    list.push_back(text->get());
  }
  return GivenValue(std::move(list));
}

/// Whether a service account can have that name.
bool is_account_name(std::string_view name) {
  constexpr std::size_t kMost = 64;
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !name.empty() && name.size() <= kMost &&
         name.find_first_not_of(kAllowed) == std::string_view::npos;
}

/// Gathers values and faults of one load. Every step goes on after a fault.
class Loader {
 public:
  Loader(std::string file, std::filesystem::path folder)
      : file_(std::move(file)), folder_(std::move(folder)) {}

  void read_file_text(std::string_view text) {
    try {
      const toml::table root = toml::parse(text, file_);
      for (const auto& [name, node] : root) read_section(name.str(), node);
    } catch (const toml::parse_error& error) {
      fault_in_file(error.source().begin.line, "", std::string(error.description()));
    }
  }

  void read_environment(const Environment& environment) {
    for (const auto& [variable, text] : environment) {
      if (variable.starts_with(kVariablePrefix)) read_variable(variable, text);
    }
  }

  void finish() {
    resolve_paths();
    check_tls("http.certificate", outcome_.settings.http.certificate, "http.key",
              outcome_.settings.http.key);
    check_tls("ldap.certificate", outcome_.settings.ldap.certificate, "ldap.key",
              outcome_.settings.ldap.key);
    check_ldap(outcome_.settings.ldap);
    std::stable_sort(outcome_.faults.begin(), outcome_.faults.end(),
                     [](const Fault& a, const Fault& b) {
                       return std::tie(a.file, a.line) < std::tie(b.file, b.line);
                     });
  }

  void fault_in_file(std::size_t line, std::string key, std::string reason) {
    outcome_.faults.push_back({file_, line, std::move(key), std::move(reason)});
  }

  LoadOutcome& outcome() { return outcome_; }

 private:
  /// Where a value came from, for faults that show up later.
  struct Origin {
    std::string file;
    std::size_t line = 0;
  };

  void read_section(std::string_view section, const toml::node& node) {
    const auto line = node.source().begin.line;
    const auto& keys = all_keys();
    const bool is_known = std::any_of(
        keys.begin(), keys.end(), [section](const Key& key) { return key.section() == section; });
    const auto* table = node.as_table();
    if (!is_known || table == nullptr) {
      std::vector<std::string_view> sections;
      sections.reserve(keys.size());
      for (const auto& key : keys) sections.push_back(key.section());
      fault_in_file(line, std::string(section),
                    is_known ? "is a section, not a value"
                             : with_suggestion(table == nullptr ? "unknown key" : "unknown section",
                                               section, sections));
      return;
    }
    for (const auto& [name, value] : *table) {
      const auto* accounts = value.as_table();
      if (section == "ldap" && name.str() == "external" && accounts != nullptr) {
        read_external(*accounts);
        continue;
      }
      read_key(fmt::format("{}.{}", section, name.str()), value);
    }
  }

  /// `[ldap.external]`: its keys are names of certificates, not settings of ours.
  void read_external(const toml::table& accounts) {
    std::map<ldap::dn::Dn, std::string> known;
    for (const auto& [subject, value] : accounts) {
      const auto key = fmt::format("ldap.external.\"{}\"", subject.str());
      const auto line = value.source().begin.line;
      const auto name = ldap::dn::Dn::parse(subject.str());
      const auto account = given_value(value).text();
      if (!name || name->is_root()) {
        fault_in_file(line, key, "is not a distinguished name (RFC 4514)");
      } else if (!account || !is_account_name(*account)) {
        fault_in_file(line, key, "must be the name of a service account in quotes");
      } else if (const auto [other, is_new] = known.emplace(*name, subject.str()); !is_new) {
        fault_in_file(line, key, fmt::format("is the same name as \"{}\"", other->second));
      } else {
        outcome_.settings.ldap.external.push_back({std::string(subject.str()), *account});
      }
    }
    origins_["ldap.external"] = {file_, accounts.source().begin.line};
  }

  void read_key(const std::string& name, const toml::node& node) {
    const auto line = node.source().begin.line;
    const Key* key = find_key(name);
    if (key == nullptr) {
      std::vector<std::string_view> names;
      names.reserve(all_keys().size());
      for (const auto& known : all_keys()) names.push_back(known.name);
      fault_in_file(line, name, with_suggestion("unknown key", name, names));
      return;
    }
    take(*key, given_value(node), {file_, line});
  }

  void read_variable(const std::string& variable, const std::string& text) {
    std::vector<std::string> variables;
    bool is_of_a_section = false;
    for (const auto& key : all_keys()) {
      variables.push_back(key.environment_name());
      if (variables.back() == variable) {
        take(key, GivenValue(GivenValue::EnvironmentText{text}), {variable, 0});
        return;
      }
      const auto prefix = fmt::format("{}{}_", kVariablePrefix, ascii_upper(key.section()));
      is_of_a_section = is_of_a_section || variable.starts_with(prefix);
    }
    if (!is_of_a_section) return;
    const std::vector<std::string_view> candidates(variables.begin(), variables.end());
    outcome_.notices.push_back(
        with_suggestion(fmt::format("the environment variable {} names no setting", variable),
                        variable, candidates));
  }

  void take(const Key& key, const GivenValue& value, Origin origin) {
    const auto taken = key.set(outcome_.settings, value);
    if (!taken) {
      outcome_.faults.push_back(
          {origin.file, origin.line, std::string(key.name), taken.error().message});
    }
    origins_[std::string(key.name)] = std::move(origin);
  }

  void resolve_paths() {
    auto& settings = outcome_.settings;
    for (std::string* path :
         {&settings.store.path, &settings.http.certificate, &settings.http.key,
          &settings.ldap.certificate, &settings.ldap.key, &settings.ldap.client_ca}) {
      if (!path->empty()) *path = (folder_ / *path).lexically_normal().string();
    }
  }

  void fault_of(const std::string& key, std::string reason) {
    const auto found = origins_.find(key);
    const Origin origin = found == origins_.end() ? Origin{file_, 0} : found->second;
    outcome_.faults.push_back({origin.file, origin.line, key, std::move(reason)});
  }

  void check_pem(const std::string& key, const std::string& path) {
    if (path.empty()) return;
    const auto read = read_file(path, kMaxPemBytes);
    if (!read) fault_of(key, read.error().message);
  }

  void check_tls(const std::string& certificate_key, const std::string& certificate,
                 const std::string& key_key, const std::string& key) {
    if (!certificate.empty() && key.empty()) fault_of(certificate_key, "needs " + key_key + " too");
    if (certificate.empty() && !key.empty()) fault_of(key_key, "needs " + certificate_key + " too");
    check_pem(certificate_key, certificate);
    if (key.empty()) return;
    const auto is_private = require_private(key);
    if (!is_private) fault_of(key_key, is_private.error().message);
  }

  void check_ldap(const LdapSettings& ldap) {
    check_pem("ldap.client_ca", ldap.client_ca);
    if (!ldap.client_ca.empty() && ldap.certificate.empty()) {
      fault_of("ldap.client_ca", "needs ldap.certificate too");
    }
    if (!ldap.external.empty() && ldap.client_ca.empty()) {
      fault_of("ldap.external", "needs ldap.client_ca, whose certificates it names");
    }
    if (ldap.listen_tls && ldap.certificate.empty()) {
      fault_of("ldap.listen_tls", "needs ldap.certificate and ldap.key");
    }
    if (ldap.max_message_bytes_anonymous > ldap.max_message_bytes) {
      fault_of("ldap.max_message_bytes_anonymous", "must not be over ldap.max_message_bytes");
    }
  }

  std::string file_;
  std::filesystem::path folder_;
  LoadOutcome outcome_;
  std::map<std::string, Origin> origins_;
};

std::filesystem::path folder_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(file, error);
  return (error ? file : absolute).parent_path();
}

LoadOutcome load_defaults(const Environment& environment) {
  Loader loader("", folder_of("config/drawbridge.toml"));
  loader.read_environment(environment);
  loader.finish();
  loader.outcome().notices.insert(loader.outcome().notices.begin(),
                                  "no config file was found: neither /etc/drawbridge/"
                                  "drawbridge.toml nor ./config/drawbridge.toml");
  return std::move(loader.outcome());
}

}  // namespace

std::string to_string(const Fault& fault) {
  std::string text = fault.file;
  if (fault.line > 0) text += fmt::format(":{}", fault.line);
  for (const auto* piece : {&fault.key, &fault.reason}) {
    if (piece->empty()) continue;
    if (!text.empty()) text += ": ";
    text += *piece;
  }
  return text;
}

Environment process_environment() {
  Environment variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || !text.starts_with(kVariablePrefix)) continue;
    variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  std::sort(variables.begin(), variables.end());
  return variables;
}

LoadOutcome load_text(std::string_view text, const std::filesystem::path& file,
                      const Environment& environment) {
  Loader loader(file.string(), folder_of(file));
  loader.read_file_text(text);
  loader.read_environment(environment);
  loader.finish();
  loader.outcome().file = file;
  return std::move(loader.outcome());
}

LoadOutcome load(const std::optional<std::filesystem::path>& given,
                 const Environment& environment) {
  std::vector<std::filesystem::path> candidates = {"/etc/drawbridge/drawbridge.toml",
                                                   "config/drawbridge.toml"};
  if (given) candidates = {*given};
  for (const auto& candidate : candidates) {
    const auto text = read_file(candidate, kMaxConfigBytes);
    if (text) return load_text(*text, candidate, environment);
    if (!given && text.error().code == ErrorCode::kNotFound) continue;
    LoadOutcome outcome;
    outcome.file = candidate;
    outcome.faults.push_back({candidate.string(), 0, "", text.error().message});
    return outcome;
  }
  return load_defaults(environment);
}

}  // namespace drawbridge::settings
