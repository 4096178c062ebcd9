#include "app/course_accounts.h"

#include <utility>

#include "app/people.h"

namespace drawbridge::app {
namespace {

using domain::CourseAccount;

constexpr const char* kClosed = "Closed";
constexpr std::size_t kNameDigits = 12;

Result<CourseAccount> find_account(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto account, find<CourseAccount>(transaction.store(), uuid));
  if (!account) return fail(ErrorCode::kNotFound, "Not found.");
  return std::move(*account);
}

Result<CourseAccount> create_course_account(Transaction& transaction,
                                            const domain::Project& project,
                                            const NewCourseAccount& wanted) {
  CourseAccount account;
  account.uuid = Uuid::random();  // its first digits are the username
  account.project_uuid = project.uuid;
  account.email = wanted.email;
  account.description = wanted.description;
  domain::User user;
  user.username = "course_" + account.uuid.hex().substr(0, kNameDigits);
  user.email = wanted.email;
  user.registration_method = "course";
  DRAWBRIDGE_TRY(user, create_user(transaction, std::move(user)));
  account.user_uuid = user.uuid;
  account.username = user.username;
  DRAWBRIDGE_CHECK(transaction.insert(account));
  return account;
}

}  // namespace

Result<std::vector<CourseAccount>> create_course_accounts(
    Transaction& transaction, const Uuid& project, const std::vector<NewCourseAccount>& wanted) {
  DRAWBRIDGE_TRY(const auto found, find<domain::Project>(transaction.store(), project));
  if (!found || found->is_removed) {
    return fail(ErrorCode::kInvalid, "Object does not exist.", "project");
  }
  if (found->kind != domain::ProjectKind::kCourse) {
    return fail(ErrorCode::kInvalid, "Course accounts need a project of the kind course.",
                "project");
  }
  std::vector<CourseAccount> accounts;
  for (const auto& each : wanted) {
    DRAWBRIDGE_TRY(auto account, create_course_account(transaction, *found, each));
    accounts.push_back(std::move(account));
  }
  return accounts;
}

Result<CourseAccount> retry_course_account(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto before, find_account(transaction, uuid));
  if (before.state != "Erred") {
    return fail(ErrorCode::kConflict, "Valid states for operation: Erred.");
  }
  auto after = before;
  after.state = "OK";
  after.error_message.clear();
  after.error_traceback.clear();
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Status close_course_account(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto before, find_account(transaction, uuid));
  if (before.state == kClosed) {
    return fail(ErrorCode::kConflict, "Valid states for operation: Erred, OK, Pending.");
  }
  auto after = before;
  after.state = kClosed;
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  if (!before.user_uuid) return {};
  DRAWBRIDGE_TRY(const auto user, find<domain::User>(transaction.store(), *before.user_uuid));
  if (!user) return {};
  auto deactivated = *user;
  deactivated.is_active = false;
  deactivated.deactivation_reason = "The course account is closed.";
  return transaction.update(*user, deactivated);
}

}  // namespace drawbridge::app
