#pragma once

#include "app/ports.h"
#include "app/projection.h"

namespace drawbridge::test {

/// Publishes what the store holds as a start does it: the stamps are remembered.
inline Status publish_first_version(app::Store& store, app::Projection& projection, Timestamp now) {
  DRAWBRIDGE_CHECK(store.begin());
  app::ChangeSet all;
  all.everything = true;
  DRAWBRIDGE_CHECK(projection.prepare(store.transaction(), all, now));
  DRAWBRIDGE_CHECK(store.commit());
  projection.publish();
  return {};
}

}  // namespace drawbridge::test
