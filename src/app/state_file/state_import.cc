#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "app/memberships.h"
#include "app/state_file/state_checks.h"
#include "app/state_file/state_completion.h"
#include "app/state_file/state_fields.h"
#include "app/state_file/state_file.h"

namespace drawbridge::app {
namespace {

constexpr std::size_t kMostFaults = 1000;
constexpr std::size_t kLineBytes = 1U << 20U;
constexpr std::size_t kProgressEvery = 1000;

/// A line of the file whose JSON is an object with a kind.
struct Line {
  std::size_t number = 0;
  json::Value object;
};

/// The order in which kinds are loaded: what others refer to comes first. The ledgers come before
/// the accounts whose numbers and names they hold.
constexpr std::array<std::string_view, 32> kKinds = {"customer",
                                                     "project",
                                                     "user",
                                                     "ssh_key",
                                                     "role",
                                                     "service_provider",
                                                     "category",
                                                     "checklist",
                                                     "checklist_question",
                                                     "offering_profile",
                                                     "offering",
                                                     "offering_terms_of_service",
                                                     "offering_user_attribute_config",
                                                     "user_offering_consent",
                                                     "resource",
                                                     "role_grant",
                                                     "posix_id_pool",
                                                     "posix_identity",
                                                     "account_name",
                                                     "offering_user",
                                                     "offering_user_group",
                                                     "offering_role_group",
                                                     "robot_account",
                                                     "course_account",
                                                     "project_service_account",
                                                     "customer_service_account",
                                                     "checklist_completion",
                                                     "checklist_answer",
                                                     "api_token",
                                                     "ldap_account",
                                                     "ldap_password",
                                                     "web_hook"};

std::size_t kind_index(std::string_view kind) {
  return static_cast<std::size_t>(std::find(kKinds.begin(), kKinds.end(), kind) - kKinds.begin());
}

/// The file's lines by kind, and what is wrong with those that are none.
class ParsedFile {
 public:
  ParsedFile() : by_kind_(kKinds.size()) {}

  void parse(std::string_view text, std::vector<StateFault>& faults) {
    std::size_t number = 0;
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      auto line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      ++number;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty()) continue;
      parse_line(number, line, faults);
    }
    if (!has_header_ && faults.empty()) {
      faults.push_back({1, "kind",
                        "The file is empty: its first line must be "
                        "{\"kind\":\"drawbridge-state\",\"version\":1}."});
    }
  }

  const std::vector<Line>& lines(std::size_t kind) const { return by_kind_[kind]; }
  std::size_t count() const { return count_; }

 private:
  void parse_line(std::size_t number, std::string_view text, std::vector<StateFault>& faults) {
    auto object = json::parse(text, {32, kLineBytes});
    if (!object || !object->is_object()) {
      faults.push_back(
          {number, "", object ? "A JSON object is expected." : object.error().message});
      return;
    }
    const auto kind = object->find("kind");
    if (kind == object->end() || !kind->is_string()) {
      faults.push_back({number, "kind", "This field is required."});
      return;
    }
    const auto& word = kind->get_ref<const std::string&>();
    if (!has_header_) {
      has_header_ = true;
      if (word != "drawbridge-state" || object->value("version", 0) != 1) {
        faults.push_back({number, "kind",
                          "The first line must be "
                          "{\"kind\":\"drawbridge-state\",\"version\":1}."});
      }
      return;
    }
    const auto index = kind_index(word);
    if (index == kKinds.size()) {
      faults.push_back({number, "kind", fmt::format("Unknown kind \"{}\".", word)});
      return;
    }
    by_kind_[index].push_back({number, std::move(*object)});
    ++count_;
  }

  std::vector<std::vector<Line>> by_kind_;
  std::size_t count_ = 0;
  bool has_header_ = false;
};

/// Loads the lines inside one command of the writer.
class Import {
 public:
  Import(Transaction& transaction, const Rules& rules, const ImportOptions& options,
         ImportOutcome& outcome)
      : transaction_(transaction),
        rules_(rules),
        options_(options),
        outcome_(outcome),
        completion_(transaction, rules) {}

  Status run(const ParsedFile& file) {
    all_ = file.count();
    DRAWBRIDGE_CHECK(load_scopes(file));
    DRAWBRIDGE_CHECK(load_accounts(file));
    if (!outcome_.faults.empty()) return {};
    DRAWBRIDGE_CHECK(complete());
    if (is_changed_) transaction_.touched().note_everything();
    return {};
  }

 private:
  Status load_scopes(const ParsedFile& file) {
    using namespace domain;
    DRAWBRIDGE_CHECK(load<Customer>(file));
    DRAWBRIDGE_CHECK(load<Project>(file));
    DRAWBRIDGE_CHECK(load<User>(file));
    DRAWBRIDGE_CHECK(load<SshPublicKey>(file));
    DRAWBRIDGE_CHECK(load<Role>(file));
    DRAWBRIDGE_CHECK(load<ServiceProvider>(file));
    DRAWBRIDGE_CHECK(load<Category>(file));
    DRAWBRIDGE_CHECK(load<Checklist>(file));
    DRAWBRIDGE_CHECK(load<ChecklistQuestion>(file));
    DRAWBRIDGE_CHECK(load<OfferingProfile>(file));
    DRAWBRIDGE_CHECK(load<Offering>(file));
    DRAWBRIDGE_CHECK(load<OfferingTermsOfService>(file));
    DRAWBRIDGE_CHECK(load<OfferingUserAttributeConfig>(file));
    DRAWBRIDGE_CHECK(load<UserOfferingConsent>(file));
    DRAWBRIDGE_CHECK(load<Resource>(file));
    return load<RoleGrant>(file);
  }

  Status load_accounts(const ParsedFile& file) {
    using namespace domain;
    DRAWBRIDGE_CHECK(load<PosixIdPool>(file));
    DRAWBRIDGE_CHECK(load<PosixIdentity>(file));
    DRAWBRIDGE_CHECK(load<AccountName>(file));
    DRAWBRIDGE_CHECK(load<OfferingUser>(file));
    DRAWBRIDGE_CHECK(load<OfferingUserGroup>(file));
    DRAWBRIDGE_CHECK(load<OfferingRoleGroup>(file));
    DRAWBRIDGE_CHECK(load<RobotAccount>(file));
    DRAWBRIDGE_CHECK(load<CourseAccount>(file));
    DRAWBRIDGE_CHECK(load<ProjectServiceAccount>(file));
    DRAWBRIDGE_CHECK(load<CustomerServiceAccount>(file));
    DRAWBRIDGE_CHECK(load<ChecklistCompletion>(file));
    DRAWBRIDGE_CHECK(load<ChecklistAnswer>(file));
    return load_credentials(file);
  }

  Status load_credentials(const ParsedFile& file) {
    using namespace domain;
    DRAWBRIDGE_CHECK(load<ApiToken>(file));
    DRAWBRIDGE_CHECK(load<LdapAccount>(file));
    DRAWBRIDGE_CHECK(load<LdapPassword>(file));
    return load<WebHook>(file);
  }

  template <class R>
  Status load(const ParsedFile& file) {
    for (const auto& line : file.lines(kind_index(R::kKind))) {
      DRAWBRIDGE_CHECK(load_line<R>(line));
      if (options_.progress && ++done_ % kProgressEvery == 0) {
        options_.progress("reading", done_, all_);
      }
    }
    return {};
  }

  template <class R>
  Status load_line(const Line& line) {
    LineFaults faults;
    const auto uuid = json::required_uuid(line.object, "uuid");
    std::optional<R> before;
    if (uuid) {
      DRAWBRIDGE_TRY(before, find<R>(transaction_.store(), *uuid));
    }
    R after = before.value_or(R{});
    read_state_fields(line.object, after, faults);
    if (faults.empty()) {
      LineCheck check{transaction_, rules_, faults, faulty_};
      check_line(check, after);
      if (faults.empty() && check.refers_to_faulty) {
        if (uuid) faulty_.insert(*uuid);
        return {};
      }
    }
    if (faults.empty()) {
      auto written = write<R>(before, after);
      if (!written && written.error().code != ErrorCode::kConflict &&
          written.error().code != ErrorCode::kInvalid) {
        return written;
      }
      faults.check(written);
    }
    if (!faults.empty()) {
      if (uuid) faulty_.insert(*uuid);
      keep(line.number, faults);
    }
    return {};
  }

  template <class R>
  Status write(const std::optional<R>& before, R& after) {
    if (before && *before == after) {
      ++outcome_.unchanged[std::string(R::kKind)];
      return completion_.note_unchanged(after);
    }
    if constexpr (std::is_same_v<R, domain::PosixIdentity> ||
                  std::is_same_v<R, domain::AccountName>) {
      if (!before) {
        DRAWBRIDGE_TRY(const auto known, completion_.is_known(after));
        if (known) {
          ++outcome_.unchanged[std::string(R::kKind)];
          return {};
        }
      }
    }
    is_changed_ = true;
    DRAWBRIDGE_CHECK(completion_.adopt(before, after));
    ++(before ? outcome_.changed : outcome_.created)[std::string(R::kKind)];
    return before ? transaction_.update(*before, after) : transaction_.insert(after);
  }

  void keep(std::size_t number, LineFaults& faults) {
    for (auto& fault : faults.faults()) {
      if (outcome_.faults.size() >= kMostFaults) return;
      fault.line = number;
      outcome_.faults.push_back(std::move(fault));
    }
  }

  Status complete() {
    DRAWBRIDGE_TRY(const auto completed, completion_.complete(options_.progress));
    const auto before = transaction_.touched().empty();
    DRAWBRIDGE_CHECK(
        ensure_all_accounts(transaction_, rules_, [&](std::size_t done, std::size_t all) {
          if (options_.progress && (done % 50 == 0 || done == all)) {
            options_.progress("making accounts", done, all);
          }
        }));
    if (completed > 0 || before != transaction_.touched().empty()) is_changed_ = true;
    return {};
  }

  Transaction& transaction_;
  const Rules& rules_;
  const ImportOptions& options_;
  ImportOutcome& outcome_;
  Completion completion_;
  std::set<Uuid> faulty_;
  std::size_t done_ = 0, all_ = 0;
  bool is_changed_ = false;
};

void sort_faults(std::vector<StateFault>& faults) {
  std::stable_sort(faults.begin(), faults.end(),
                   [](const auto& left, const auto& right) { return left.line < right.line; });
  if (faults.size() > kMostFaults) faults.resize(kMostFaults);
}

}  // namespace

Result<ImportOutcome> import_state(Writer& writer, const Actor& actor, const Rules& rules,
                                   std::string_view text, const ImportOptions& options) {
  auto outcome = std::make_shared<ImportOutcome>();
  const auto file = std::make_shared<ParsedFile>();
  file->parse(text, outcome->faults);
  const auto kept = writer.run(actor, [&, outcome, file](Transaction& transaction) -> Status {
    Import import(transaction, rules, options, *outcome);
    DRAWBRIDGE_CHECK(import.run(*file));
    if (!outcome->faults.empty()) return fail(ErrorCode::kInvalid, "The file has faults.");
    if (options.dry_run) return fail(ErrorCode::kInvalid, "A dry run keeps nothing.");
    return {};
  });
  sort_faults(outcome->faults);
  const bool is_expected = !outcome->faults.empty() || options.dry_run;
  if (!kept && !(is_expected && kept.error().code == ErrorCode::kInvalid)) {
    return tl::unexpected(kept.error());
  }
  return std::move(*outcome);
}

}  // namespace drawbridge::app
