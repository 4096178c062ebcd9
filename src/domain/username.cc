#include "domain/username.h"

// GCC 12 at -O1 with a sanitizer reports an uninitialized std::function inside libstdc++'s regex
// automaton; none of our code is in the report.
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <algorithm>
#include <array>
#include <regex>
#include <set>
#include <utility>

#include "base/utf8.h"

namespace drawbridge::domain {
namespace {

constexpr std::size_t kPatternMax = 256;

// Accounts and groups of a Debian 12 and a RHEL 9 base system, and of the services of a cluster.
constexpr std::string_view kReserved[] = {
    "root",
    "daemon",
    "bin",
    "sys",
    "sync",
    "games",
    "man",
    "lp",
    "mail",
    "news",
    "uucp",
    "proxy",
    "www-data",
    "backup",
    "list",
    "irc",
    "gnats",
    "nobody",
    "nogroup",
    "_apt",
    "adm",
    "admin",
    "administrator",
    "tty",
    "disk",
    "kmem",
    "dialout",
    "fax",
    "voice",
    "cdrom",
    "floppy",
    "tape",
    "sudo",
    "wheel",
    "audio",
    "dip",
    "operator",
    "src",
    "shadow",
    "utmp",
    "video",
    "sasl",
    "plugdev",
    "staff",
    "users",
    "input",
    "kvm",
    "render",
    "sgx",
    "crontab",
    "netdev",
    "messagebus",
    "dbus",
    "systemd-journal",
    "systemd-network",
    "systemd-resolve",
    "systemd-timesync",
    "systemd-coredump",
    "polkitd",
    "tss",
    "ssl-cert",
    "ssh",
    "_ssh",
    "sshd",
    "ldap",
    "openldap",
    "slapd",
    "sssd",
    "nslcd",
    "glauth",
    "drawbridge",
    "ntp",
    "chrony",
    "_chrony",
    "postfix",
    "exim",
    "sendmail",
    "halt",
    "shutdown",
    "ftp",
    "rpc",
    "_rpc",
    "rpcuser",
    "statd",
    "nfsnobody",
    "munge",
    "slurm",
    "mysql",
    "postgres",
    "apache",
    "nginx",
    "docker",
    "lxd",
    "libvirt",
    "puppet",
    "zabbix",
    "prometheus",
    "toor",
};

/// Characters no pattern may let into a name: they separate fields of passwd(5) and steps of a
/// home directory, or make a command's option of the name.
bool is_safe(std::string_view name) {
  if (name.empty() || name.size() > kAccountNameMax || name.front() == '-') return false;
  if (!valid_utf8(name)) return false;
  const auto points = code_points(name);
  return name != "." && name != ".." &&
         std::none_of(points.begin(), points.end(), [](char32_t point) {
           return is_control(point) || is_white_space(point) || point == U':' || point == U'/';
         });
}

bool fits(const std::regex& expression, std::string_view name) {
  if (!is_safe(name)) return false;
  try {
    return std::regex_match(name.begin(), name.end(), expression);
  } catch (const std::regex_error&) {
    return false;  // the library's own bound on the work was hit
  }
}

/// The shortest name of three or more `a` that fits, for trying single characters in it; the
/// longest that fits when all are shorter.
std::string probe(const std::regex& expression, std::size_t longest) {
  for (std::size_t size = 3; size < longest; ++size) {
    std::string name(size, 'a');
    if (fits(expression, name)) return name;
  }
  return std::string(longest, 'a');
}

}  // namespace

struct NameRules::Rules {
  std::string pattern;
  std::regex expression;
  std::set<std::string, std::less<>> reserved;
  std::array<bool, 128> first{};
  std::array<bool, 128> later{};
  std::size_t generated_max = 0;
};

std::span<const std::string_view> default_reserved_names() { return kReserved; }

NameRules::NameRules() {
  static const NameRules defaults = [] {
    const auto names = default_reserved_names();
    return *compile(kDefaultNamePattern, std::vector<std::string>(names.begin(), names.end()));
  }();
  rules_ = defaults.rules_;
}

Result<NameRules> NameRules::compile(std::string_view pattern,
                                     const std::vector<std::string>& reserved) {
  const std::string field = "names.pattern";
  if (pattern.empty() || pattern.size() > kPatternMax) {
    return fail(ErrorCode::kInvalid, "A pattern of 1 to 256 octets is required.", field);
  }
  auto rules = std::make_shared<Rules>();
  rules->pattern = pattern;
  try {
    // libstdc++: breadth-first matching, linear in the name; back references are refused.
    rules->expression.assign(rules->pattern,
                             std::regex::ECMAScript | std::regex_constants::__polynomial);
  } catch (const std::regex_error& error) {
    return fail(ErrorCode::kInvalid, std::string("This is no regular expression: ") + error.what(),
                field);
  }
  for (const auto& name : reserved) rules->reserved.insert(fold_name(name));
  for (std::size_t size = 1; size <= kGeneratedNameMax; ++size) {
    if (fits(rules->expression, std::string(size, 'a'))) rules->generated_max = size;
  }
  if (rules->generated_max > 0) {
    const std::string sample = probe(rules->expression, rules->generated_max);
    for (std::size_t c = 0x21; c < rules->first.size(); ++c) {
      std::string name = sample;
      name.front() = static_cast<char>(c);
      rules->first.at(c) = fits(rules->expression, name);
      name = sample;
      name.at(sample.size() / 2) = static_cast<char>(c);
      rules->later.at(c) = sample.size() > 1 && fits(rules->expression, name);
    }
  }
  return NameRules(std::move(rules));
}

NameRules::NameRules(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}

std::size_t NameRules::generated_max() const { return rules_->generated_max; }

const std::string& NameRules::pattern() const { return rules_->pattern; }

bool NameRules::matches(std::string_view name) const { return fits(rules_->expression, name); }

bool NameRules::is_reserved(std::string_view name) const {
  return rules_->reserved.contains(fold_name(name));
}

bool NameRules::allows_first(char character) const {
  const auto index = static_cast<unsigned char>(character);
  return index < rules_->first.size() && rules_->first.at(index);
}

bool NameRules::allows_later(char character) const {
  const auto index = static_cast<unsigned char>(character);
  return index < rules_->later.size() && rules_->later.at(index);
}

Status check_account_name(const NameRules& rules, std::string_view name) {
  if (name.empty()) return fail(ErrorCode::kInvalid, "This field may not be blank.", "username");
  if (!rules.matches(name)) {
    return fail(ErrorCode::kInvalid,
                "Enter a valid username: it must match " + rules.pattern() + ".", "username");
  }
  if (rules.is_reserved(name)) {
    return fail(ErrorCode::kInvalid, "This username is reserved for the operating system.",
                "username");
  }
  return {};
}

std::string fold_name(std::string_view name) { return case_fold(name); }

bool same_name(std::string_view left, std::string_view right) {
  return fold_name(left) == fold_name(right);
}

}  // namespace drawbridge::domain
