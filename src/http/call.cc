#include "http/call.h"

#include "app/principal.h"

namespace drawbridge::http {

app::Actor Call::actor() const { return principal().actor(request_->request_id); }

std::string Call::url(std::string_view collection, const Uuid& uuid) const {
  std::string text = request_->base_url;
  text.append("/api/").append(collection).append("/").append(uuid.hex()).append("/");
  return text;
}

}  // namespace drawbridge::http
