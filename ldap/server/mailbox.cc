#include "ldap/server/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

namespace drawbridge::ldap::server {

Result<std::shared_ptr<Mailbox>> Mailbox::make() {
  UniqueFd wake_up(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake_up) return fail(ErrorCode::kUnavailable, "No eventfd is left.");
  return std::shared_ptr<Mailbox>(new Mailbox(std::move(wake_up)));
}

void Mailbox::post(Letter&& letter) {
  const bool is_first = letters_.with([&](std::vector<Letter>& letters) {
    letters.push_back(std::move(letter));
    return letters.size() == 1;
  });
  if (is_first) wake();
}

void Mailbox::post_publication() {
  const bool is_first = letters_.with([](std::vector<Letter>& letters) {
    if (!letters.empty() && std::holds_alternative<TreePublished>(letters.back())) return false;
    letters.emplace_back(TreePublished{});
    return letters.size() == 1;
  });
  if (is_first) wake();
}

void Mailbox::wake() {
  // It can only fail when the counter is at its maximum, and then the loop is awake.
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_up_.get(), &one, sizeof one);
}

std::vector<Letter> Mailbox::take() {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto octets = ::read(wake_up_.get(), &count, sizeof count);
  return letters_.with([](std::vector<Letter>& letters) { return std::exchange(letters, {}); });
}

}  // namespace drawbridge::ldap::server
