#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/records.h"
#include "component/store/samples.h"
#include "store/sqlite/store.h"
#include "support/temp_directory.h"

namespace drawbridge::store {

/// A store in a folder of its own, with a batch open and one record of each kind to refer to.
class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(store_->begin());
  }

  void open() {
    auto opened = open_store({path_, true});
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = *std::move(opened);
  }
  app::StoreTransaction& transaction() { return store_->transaction(); }

  template <class R>
  Status insert(const R& record) {
    return transaction().insert(R::kKind, app::field_names<R>(), app::to_row(record));
  }
  template <class R>
  void add(const R& record) {
    const auto inserted = insert(record);
    ASSERT_TRUE(inserted) << R::kKind << ": " << inserted.error().message;
  }
  template <class R>
  Status update(const R& record) {
    return transaction().update(R::kKind, record.uuid, app::field_names<R>(), app::to_row(record));
  }
  template <class R>
  std::optional<R> find(const Uuid& uuid) {
    auto found = app::find<R>(transaction(), uuid);
    EXPECT_TRUE(found) << found.error().message;
    return found ? *found : std::nullopt;
  }
  void add_all(const samples::World& world) {
    world.each([this](const auto& record) { add(record); });
  }
  /// The first column of every row, as text.
  std::vector<std::string> column(const app::Select& select) {
    std::vector<std::string> values;
    const auto read = transaction().for_each(select, [&](app::Row& row) {
      values.push_back(samples::print(row.front()));
      return true;
    });
    EXPECT_TRUE(read) << read.error().message;
    return values;
  }
  std::int64_t count(std::string_view kind, app::Condition where = {}) {
    app::Select select;
    select.kind = std::string(kind);
    select.where = std::move(where);
    const auto counted = transaction().count(select);
    EXPECT_TRUE(counted) << counted.error().message;
    return counted.value_or(-1);
  }

  const test::TempDirectory folder_;
  const std::string path_ = (folder_ / "test.db").string();
  std::unique_ptr<app::Store> store_;
};

}  // namespace drawbridge::store
