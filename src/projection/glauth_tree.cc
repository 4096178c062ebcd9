#include "projection/glauth_tree.h"

#include <utility>

#include "json/write.h"

namespace drawbridge::projection {
namespace {

constexpr std::size_t kPieceOctets = std::size_t{64} * 1024;

bool is_robot(const app::AccountView& account) {
  return account.kind == app::AccountView::Kind::kRobot;
}

bool is_role_group(const app::GroupView& group) {
  return group.kind == app::GroupView::Kind::kRole;
}

std::string_view kind_of(const app::GroupView& group) {
  return is_role_group(group) ? "resource_role" : "project";
}

void write_role(json::Writer& out, const app::GroupView& group) {
  out.key("role");
  if (is_role_group(group)) {
    out.value(group.role_name);
  } else {
    out.null();
  }
}

void write_head(std::string& text, const TreeHead& head) {
  json::Writer out(text);
  out.begin_object().field("uuid", head.uuid).field("name", head.name);
  if (head.slug) out.field("slug", *head.slug);
  out.end_object();
}

template <class Texts>
void write_texts(json::Writer& out, std::string_view key, const Texts& texts) {
  out.key(key).begin_array();
  for (const auto& text : texts) out.value(text);
  out.end_array();
}

/// The resource of a role group; the first project of a project group.
std::optional<Uuid> scope_of(const app::GroupView& group) {
  if (is_role_group(group)) return group.resource_uuid;
  if (group.project_uuids.empty()) return std::nullopt;
  return group.project_uuids.front();
}

void write_scope(json::Writer& out, std::string_view type, const Uuid& uuid, std::string_view name,
                 const std::optional<std::string>& slug) {
  out.key("scope")
      .begin_object()
      .field("type", type)
      .field("uuid", uuid)
      .field("name", name)
      .field("slug", slug)
      .key("resource_uuid")
      .null()
      .end_object();
}

void write_group(std::string& text, const OfferingOutput& output, const ScopeNames& names,
                 const app::GroupView& group) {
  json::Writer out(text);
  out.begin_object()
      .field("gid", group.gid)
      .field("name", group.name)
      .field("kind", kind_of(group));
  write_role(out, group);
  out.key("members").begin_array();
  for (const auto& member : output.served_members_of(group)) out.value(member);
  out.end_array();
  const auto uuid = scope_of(group).value_or(group.uuid);
  const auto found = names.find(uuid);
  const auto name = found == names.end() ? app::OfferingOutputs::ScopeName() : found->second;
  write_scope(out, is_role_group(group) ? "resource" : "project", uuid, name.name, name.slug);
  out.end_object();
}

void write_personal_group(std::string& text, const app::AccountView& account) {
  json::Writer out(text);
  out.begin_object()
      .field("gid", account.primary_gid)
      .field("name", account.username)
      .field("kind", std::string_view("personal"))
      .key("role")
      .null();
  out.key("members").begin_array().value(account.username).end_array();
  write_scope(out, "user", account.user_uuid.value_or(account.uuid), account.username,
              std::nullopt);
  out.end_object();
}

void write_memberships(json::Writer& out, const OfferingOutput& output,
                       const app::AccountView& account) {
  out.key("memberships").begin_array();
  for (const auto* group : output.served_groups_of(account)) {
    out.begin_object()
        .field("gid", group->gid)
        .field("group_name", group->name)
        .field("kind", kind_of(*group));
    write_role(out, *group);
    out.end_object();
  }
  out.end_array();
}

void write_account(std::string& text, const OfferingOutput& output,
                   const app::AccountView& account) {
  const bool is_person = !is_robot(account);
  json::Writer out(text);
  out.begin_object().field("username", account.username).field("uidnumber", account.uid_number);
  // The GLauth document says so of a robot only when it is.
  if (is_person || account.disabled) out.field("disabled", account.disabled);
  out.field("personal_group", account.primary_gid);
  if (is_person) {
    out.field("mail", account.email)
        .field("givenname", account.first_name)
        .field("sn", account.last_name);
  }
  out.field("login_shell", account.login_shell).field("home_dir", account.home_directory);
  write_texts(out, "ssh_keys", account.ssh_keys);
  if (is_person) write_memberships(out, output, account);
  out.end_object();
}

class TreeStream final : public app::TextStream {
 public:
  TreeStream(OfferingPointer output, ScopeNames names, TreeHead head)
      : output_(std::move(output)),
        names_(std::move(names)),
        head_(std::move(head)),
        accounts_(output_->accounts.begin()),
        groups_(output_->groups.begin()) {}

  bool next(std::string& out) override {
    const std::size_t end = out.size() + kPieceOctets;
    if (!is_begun_) begin(out);
    while (part_ != Part::kEnd && out.size() < end) step(out);
    return part_ != Part::kEnd;
  }

 private:
  enum class Part : std::uint8_t {
    kProjectGroups,
    kRoleGroups,
    kPersonalGroups,
    kPeople,
    kRobots,
    kEnd
  };

  void begin(std::string& out) {
    is_begun_ = true;
    out.append(head_.is_provider ? "{\"service_provider\":" : "{\"offering\":");
    write_head(out, head_);
    if (head_.warnings) {
      out.append(",\"warnings\":");
      json::Writer list(out);
      list.begin_array();
      for (const auto& warning : *head_.warnings) list.value(warning);
      list.end_array();
    }
    out.append(",\"groups\":[");
  }

  /// Appends one record, or goes on to the next part.
  void step(std::string& out) {
    if (part_ == Part::kProjectGroups || part_ == Part::kRoleGroups) {
      step_group(out);
      return;
    }
    if (accounts_.at_end()) {
      next_part(out);
      return;
    }
    const app::AccountView& account = *accounts_->value;
    accounts_.next();
    if (part_ == Part::kPersonalGroups) {
      separate(out);
      write_personal_group(out, account);
    } else if (is_robot(account) == (part_ == Part::kRobots)) {
      separate(out);
      write_account(out, *output_, account);
    }
  }

  void step_group(std::string& out) {
    if (groups_.at_end()) {
      next_part(out);
      return;
    }
    const app::GroupView& group = *groups_->value;
    groups_.next();
    if (is_role_group(group) != (part_ == Part::kRoleGroups)) return;
    if (!output_->why_hidden(group).empty()) return;
    separate(out);
    write_group(out, *output_, names_, group);
  }

  void next_part(std::string& out) {
    part_ = static_cast<Part>(static_cast<std::uint8_t>(part_) + 1);
    accounts_ = output_->accounts.begin();
    groups_ = output_->groups.begin();
    const auto close = [&](std::string_view text) {
      out.append(text);
      is_first_ = true;
    };
    if (part_ == Part::kPeople) close("],\"users\":[");
    if (part_ == Part::kRobots) close("],\"robot_accounts\":[");
    if (part_ == Part::kEnd) close("]}");
  }

  void separate(std::string& out) {
    if (!is_first_) out += ',';
    is_first_ = false;
  }

  OfferingPointer output_;
  ScopeNames names_;
  TreeHead head_;
  decltype(OfferingOutput::accounts)::Cursor accounts_;
  decltype(OfferingOutput::groups)::Cursor groups_;
  Part part_ = Part::kProjectGroups;
  bool is_begun_ = false, is_first_ = true;
};

}  // namespace

ScopeNames scopes_of(const OfferingOutput& output) {
  ScopeNames names;
  for (auto cursor = output.groups.begin(); !cursor.at_end(); cursor.next()) {
    if (const auto uuid = scope_of(*cursor->value)) names.try_emplace(*uuid);
  }
  return names;
}

std::unique_ptr<app::TextStream> glauth_tree(OfferingPointer output, ScopeNames names,
                                             TreeHead head) {
  return std::make_unique<TreeStream>(std::move(output), std::move(names), std::move(head));
}

}  // namespace drawbridge::projection
