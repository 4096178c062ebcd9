#pragma once

#include <string_view>

#include "domain/records.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {

/// Which attributes of a person (domain/user_attributes.h) somebody may see.
class ShownAttributes {
 public:
  /// All of them.
  ShownAttributes() = default;
  explicit ShownAttributes(domain::StringList attributes)
      : is_all_(false), attributes_(std::move(attributes)) {}

  bool is_all() const { return is_all_; }
  bool shows(std::string_view attribute) const;

 private:
  bool is_all_ = true;
  domain::StringList attributes_;
};

/// All to the person, staff, support and the identity managers of the person's sources; to others
/// what the installation exposes to providers.
ShownAttributes shown_attributes(const Call& call, const domain::User& user);

/// The attributes that may be shown, under Waldur's names.
void write_profile(ObjectWriter& out, const domain::User& user, const ShownAttributes& shown);

/// A user as `/api/users/` shows it.
Status represent_user(const Call& call, ObjectWriter& out, const domain::User& user,
                      const ExtraFields& extra);
/// The caller's own, as `/api/users/me/` shows it.
Status represent_me(const Call& call, ObjectWriter& out, const domain::User& user,
                    const ExtraFields& extra);

}  // namespace drawbridge::http
