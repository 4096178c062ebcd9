#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fuzz/require.h"
#include "ldap/ber/reader.h"
#include "ldap/protocol/cancel.h"
#include "ldap/protocol/password_modify.h"

namespace drawbridge::fuzz {

inline void check_password_modify(std::string_view value) {
  const auto wish = ldap::protocol::decode_password_modify(value);
  if (!wish) return;
  std::size_t octets = 0;
  for (const auto& part : {wish->user_identity, wish->old_password, wish->new_password}) {
    if (!part) continue;
    require(is_inside(*part, value), "a part lies inside the value");
    octets += part->size();
  }
  require(octets < value.size(), "the parts do not overlap");
  if (!wish->new_password) return;
  const std::string answer = ldap::protocol::encode_generated_password(*wish->new_password);
  ldap::ber::Reader whole(answer);
  auto in = whole.enter(ldap::ber::kSequence);
  require(in && whole.at_end(), "an answer is one sequence");
  const auto told = in->octet_string(ldap::ber::context_primitive(0));
  require(told && in->at_end() && *told == *wish->new_password, "an answer tells the password");
}

/// The values of extended requests, whatever octets they are and whatever the request's name.
inline void check_extended(std::string_view value) {
  check_password_modify(value);
  if (const auto id = ldap::protocol::decode_cancel_request(value)) {
    require(*id >= 0, "an id is not negative");
  }
}

}  // namespace drawbridge::fuzz
