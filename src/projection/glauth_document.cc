#include "projection/glauth_document.h"

#include <toml++/toml.h>
#include <exception>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "projection/glauth_record.h"

namespace drawbridge::projection {
namespace {

constexpr std::size_t kPieceOctets = std::size_t{64} * 1024;

using Kind = app::AccountView::Kind;

/// Walks the offering once a part: groups must all stand before the first user.
class GlauthStream final : public app::TextStream {
 public:
  explicit GlauthStream(OfferingPointer offering)
      : offering_(std::move(offering)),
        accounts_(offering_->accounts.begin()),
        groups_(offering_->groups.begin()) {}

  bool next(std::string& out) override {
    const std::size_t end = out.size() + kPieceOctets;
    while (part_ != Part::kEnd && out.size() < end) step(out);
    return part_ != Part::kEnd;
  }

 private:
  enum class Part : std::uint8_t {
    kPersonGroups,
    kRobotGroups,
    kProjectGroups,
    kRoleGroups,
    kPeople,
    kRobots,
    kEnd
  };

  /// Appends one record, or goes on to the next part.
  void step(std::string& out) {
    if (part_ == Part::kProjectGroups || part_ == Part::kRoleGroups) {
      step_group(out);
      return;
    }
    if (accounts_.at_end()) {
      next_part();
      return;
    }
    const app::AccountView& account = *accounts_->value;
    accounts_.next();
    const bool robots = part_ == Part::kRobotGroups || part_ == Part::kRobots;
    if ((account.kind == Kind::kRobot) != robots) return;
    if (part_ == Part::kPersonGroups || part_ == Part::kRobotGroups) {
      append_glauth_group(out, account.username, account.primary_gid);
      return;
    }
    append_glauth_user(out, *offering_, account, is_first_user_);
    is_first_user_ = false;
  }

  void step_group(std::string& out) {
    if (groups_.at_end()) {
      next_part();
      return;
    }
    const app::GroupView& group = *groups_->value;
    groups_.next();
    const bool is_role = group.kind == app::GroupView::Kind::kRole;
    if (is_role != (part_ == Part::kRoleGroups)) return;
    if (offering_->why_hidden(group).empty()) append_glauth_group(out, group.name, group.gid);
  }

  void next_part() {
    part_ = static_cast<Part>(static_cast<std::uint8_t>(part_) + 1);
    accounts_ = offering_->accounts.begin();
    groups_ = offering_->groups.begin();
  }

  OfferingPointer offering_;
  decltype(OfferingOutput::accounts)::Cursor accounts_;
  decltype(OfferingOutput::groups)::Cursor groups_;
  Part part_ = Part::kPersonGroups;
  bool is_first_user_ = true;
};

Result<toml::table> parse(std::string_view text, std::string_view what) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::kInvalid, fmt::format("{} is not valid TOML: line {}: {}", what,
                                                 error.source().begin.line, error.description()));
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInvalid, fmt::format("{} cannot be read: {}", what, error.what()));
  }
}

/// Each value of `key` in the tables of `list` once; GLauth itself does not look.
template <class T>
Status check_unique(const toml::table& whole, std::string_view list, std::string_view key) {
  const auto* records = whole[list].as_array();
  if (records == nullptr) return {};
  std::set<T> seen;
  for (const auto& record : *records) {
    const auto* table = record.as_table();
    if (table == nullptr) continue;
    const std::optional<T> value = (*table)[key].template value<T>();
    if (value && !seen.insert(*value).second) {
      return fail(ErrorCode::kInvalid,
                  fmt::format("The {} {} comes twice in {}.", key, *value, list));
    }
  }
  return {};
}

}  // namespace

std::unique_ptr<app::TextStream> glauth_document(OfferingPointer offering) {
  return std::make_unique<GlauthStream>(std::move(offering));
}

std::string glauth_text(OfferingPointer offering) {
  GlauthStream stream(std::move(offering));
  std::string text;
  while (stream.next(text)) {
  }
  return text;
}

Result<std::string> with_base(std::string_view base, std::string_view document) {
  DRAWBRIDGE_CHECK(parse(base, "The base configuration"));
  DRAWBRIDGE_CHECK(parse(document, "The document"));
  std::string whole(base);
  if (!whole.empty() && whole.back() != '\n') whole += '\n';
  if (!whole.empty() && !document.empty()) whole += '\n';
  whole.append(document);
  DRAWBRIDGE_TRY(const auto table, parse(whole, "The base configuration with the document"));
  DRAWBRIDGE_CHECK(check_unique<std::string>(table, "users", "name"));
  DRAWBRIDGE_CHECK(check_unique<std::int64_t>(table, "users", "uidnumber"));
  DRAWBRIDGE_CHECK(check_unique<std::string>(table, "groups", "name"));
  DRAWBRIDGE_CHECK(check_unique<std::int64_t>(table, "groups", "gidnumber"));
  return whole;
}

}  // namespace drawbridge::projection
