#pragma once

#include "http/router.h"

/// People's own passwords for the LDAP view.
namespace drawbridge::http {

void add_ldap_password_routes(Router& router);

}  // namespace drawbridge::http
