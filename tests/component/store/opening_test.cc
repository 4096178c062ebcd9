#include <sys/stat.h>

#include <fstream>

#include "component/store/fixture.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/migrations.h"

namespace drawbridge::store {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

class Opening : public StoreTest {
 protected:
  void SetUp() override {}

  /// Runs SQL on the closed file.
  void run(const std::string& sql) {
    auto connection = Connection::open(path_, Connection::Mode::kWriter);
    ASSERT_TRUE(connection) << connection.error().message;
    const auto done = connection->execute(sql);
    ASSERT_TRUE(done) << done.error().message;
  }
  std::optional<Error> error_of(const OpenOptions& options) {
    auto opened = open_store(options);
    return opened ? std::optional<Error>() : opened.error();
  }
  std::int64_t integer(const std::string& path, const char* sql) {
    auto connection = Connection::open(path, Connection::Mode::kReader);
    return connection ? connection->query_integer(sql).value_or(-1) : -1;
  }
};

TEST_F(Opening, MakesAFileThatOthersCannotRead) {
  open();
  EXPECT_EQ(mode_of(path_), 0600U);
  EXPECT_EQ(mode_of(path_ + "-wal"), 0600U);
  EXPECT_EQ(mode_of(path_ + "-shm"), 0600U);
  EXPECT_EQ(mode_of(path_ + ".lock"), 0600U);
}

TEST_F(Opening, MakesNothingUnlessAskedTo) {
  EXPECT_EQ(error_of({path_, false})->code, ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_FALSE(std::filesystem::exists(path_ + ".lock"));
  EXPECT_EQ(error_of({(folder_ / "none").string() + "/x.db", true})->code, ErrorCode::kNotFound);
  EXPECT_EQ(error_of({"", true})->code, ErrorCode::kInvalid);
}

TEST_F(Opening, IsForOneAtATime) {
  open();
  const auto refused = error_of({path_, true});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, ErrorCode::kUnavailable);
  EXPECT_EQ(refused->message,
            "The database " + path_ + " is in use by another process; stop that one first.");
  store_.reset();
  EXPECT_EQ(error_of({path_, false}), std::nullopt);
}

TEST_F(Opening, SetsTheConnectionUpToKeepItsPromises) {
  open();
  EXPECT_EQ(integer(path_, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"),
            1);
  auto writer = Connection::open(path_, Connection::Mode::kWriter);
  ASSERT_TRUE(writer);
  EXPECT_EQ(*writer->query_integer("PRAGMA synchronous"), 2);
  EXPECT_EQ(*writer->query_integer("PRAGMA foreign_keys"), 1);
  EXPECT_EQ(*writer->query_integer("PRAGMA trusted_schema"), 0);
  auto reader = Connection::open(path_, Connection::Mode::kReader);
  ASSERT_TRUE(reader);
  EXPECT_EQ(*reader->query_integer("PRAGMA wal_autocheckpoint"), 0);
  EXPECT_EQ(reader->execute("DELETE FROM role").error().code, ErrorCode::kUnavailable);
}

TEST_F(Opening, RefusesANewerSchemaAndLeavesItAlone) {
  open();
  store_.reset();
  run("PRAGMA user_version=9000");
  const auto refused = error_of({path_, true});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, ErrorCode::kInvalid);
  EXPECT_NE(refused->message.find("schema version 9000"), std::string::npos);
  EXPECT_EQ(integer(path_, "PRAGMA user_version"), 9000);
}

TEST_F(Opening, RefusesWhatIsNoDatabaseOfOurs) {
  folder_.write("test.db", std::string(5000, 'x'));
  EXPECT_EQ(error_of({path_, true})->code, ErrorCode::kUnavailable);
  std::filesystem::remove(path_);
  folder_.write("test.db", "");
  run("CREATE TABLE theirs (x)");
  EXPECT_EQ(error_of({path_, true})->code, ErrorCode::kInvalid);
}

TEST_F(Opening, ReportsADamagedFileAsUnavailable) {
  open();
  ASSERT_TRUE(store_->begin());
  for (int round = 0; round < 50; ++round) add(samples::World().customer);
  ASSERT_TRUE(store_->commit());
  store_.reset();
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    const auto size = std::filesystem::file_size(path_);
    file << std::string(size - 4096, '\x5a');
  }
  auto opened = open_store({path_, false});
  if (opened) {
    store_ = *std::move(opened);
    app::Select select = app::select_records<domain::Customer>();
    const auto read = transaction().for_each(select, [](app::Row&) { return true; });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kUnavailable);
  } else {
    EXPECT_EQ(opened.error().code, ErrorCode::kUnavailable);
  }
}

TEST_F(Opening, TakesAFullDiskForUnavailableAndKeepsWhatWasCommitted) {
  open();
  store_.reset();
  auto connection = Connection::open(path_, Connection::Mode::kWriter);
  ASSERT_TRUE(connection);
  ASSERT_TRUE(connection->execute("PRAGMA max_page_count=1"));
  const auto written = connection->execute(
      "INSERT INTO counter SELECT 'x' || value, 1 FROM"
      " (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 100000)"
      "  SELECT value FROM n)");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(*connection->query_integer("SELECT count(*) FROM counter"), 0);
}

class Migrating : public Opening {
 protected:
  static constexpr Migration kOld{"0001_first", "CREATE TABLE a (x); INSERT INTO a VALUES (1);"};
  static constexpr Migration kNew{"0002_second", "ALTER TABLE a ADD COLUMN y; CREATE TABLE b (z);"};
  static constexpr Migration kBroken{"0003_broken", "CREATE TABLE c (x); CREATE TABLE c (x);"};

  Status migrate_with(const std::vector<Migration>& migrations) {
    if (!std::filesystem::exists(path_)) folder_.write("test.db", "");
    auto connection = Connection::open(path_, Connection::Mode::kWriter);
    if (!connection) return tl::unexpected(connection.error());
    return migrate(*connection, path_, migrations);
  }
};

TEST_F(Migrating, NumbersTheEmbeddedMigrationsWithoutGaps) {
  std::int64_t expected = 0;
  for (const auto& migration : embedded_migrations()) {
    EXPECT_EQ(migration.version(), ++expected) << migration.name;
  }
  EXPECT_GE(expected, 1);
}

TEST_F(Migrating, KeepsNoCopyOfANewFile) {
  ASSERT_TRUE(migrate_with({kOld, kNew}));
  EXPECT_EQ(integer(path_, "PRAGMA user_version"), 2);
  EXPECT_EQ(integer(path_, "SELECT count(*) FROM pragma_table_info('a')"), 2);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".before-0001"));
}

TEST_F(Migrating, KeepsACopyOfTheFileAsItWas) {
  ASSERT_TRUE(migrate_with({kOld}));
  ASSERT_TRUE(migrate_with({kOld, kNew}));
  const auto copy = path_ + ".before-0002";
  EXPECT_EQ(mode_of(copy), 0600U);
  EXPECT_EQ(integer(copy, "PRAGMA user_version"), 1);
  EXPECT_EQ(integer(copy, "SELECT x FROM a"), 1);
  EXPECT_EQ(integer(copy, "SELECT count(*) FROM pragma_table_info('a')"), 1);
  ASSERT_TRUE(migrate_with({kOld, kNew}));
  EXPECT_FALSE(std::filesystem::exists(copy + ".2"));
}

TEST_F(Migrating, BringsAFileOfTheFirstVersionToTheNewest) {
  const auto all = embedded_migrations();
  ASSERT_TRUE(migrate_with({all.front()}));
  {
    auto connection = Connection::open(path_, Connection::Mode::kWriter);
    ASSERT_TRUE(connection);
    ASSERT_TRUE(connection->execute(
        "INSERT INTO customer VALUES (zeroblob(16), 'Old', 'old', '', 0, 0, 1, 1);"
        "INSERT INTO posix_identity VALUES (zeroblob(16), 'uid', 5001, 'user', NULL, NULL, 1, "
        "2);"));
  }
  ASSERT_TRUE(migrate_with({all.begin(), all.end()}));
  EXPECT_EQ(integer(path_, "SELECT count(*) FROM customer WHERE native_name = ''"), 1);
  EXPECT_EQ(integer(path_, "SELECT is_recyclable FROM posix_identity WHERE value = 5001"), 0);
  EXPECT_EQ(integer(path_, "SELECT count(*) FROM pragma_integrity_check"), 1);
}

TEST_F(Migrating, LeavesTheFileAtTheLastVersionThatWorked) {
  ASSERT_TRUE(migrate_with({kOld}));
  EXPECT_FALSE(migrate_with({kOld, kNew, kBroken}));
  EXPECT_EQ(integer(path_, "PRAGMA user_version"), 2);
  EXPECT_EQ(integer(path_, "SELECT count(*) FROM sqlite_schema WHERE name = 'c'"), 0);
  EXPECT_FALSE(migrate_with({kOld, kNew, kBroken}));
  EXPECT_EQ(integer(path_ + ".before-0002", "PRAGMA user_version"), 1);
  EXPECT_EQ(integer(path_ + ".before-0003", "PRAGMA user_version"), 2);
  EXPECT_FALSE(migrate_with({kOld, kNew, kBroken}));
  EXPECT_EQ(integer(path_ + ".before-0003.2", "PRAGMA user_version"), 2);
}

TEST_F(Migrating, RefusesToLeaveBrokenReferences) {
  ASSERT_TRUE(migrate_with({kOld}));
  const Migration breaking{
      "0002_breaking", "CREATE TABLE d (x INTEGER REFERENCES a (x)); INSERT INTO d VALUES (7);"};
  EXPECT_FALSE(migrate_with({kOld, breaking}));
  EXPECT_EQ(integer(path_, "PRAGMA user_version"), 1);
}

class Backup : public StoreTest {};

TEST_F(Backup, CopiesWhatIsCommittedWhileOthersReadAndWrite) {
  const samples::World world, later;
  add_all(world);
  ASSERT_TRUE(store_->commit());
  ASSERT_TRUE(store_->begin());
  add(later.customer);
  const auto reader = store_->reader();
  ASSERT_TRUE(reader);
  const auto copy = (folder_ / "copy.db").string();
  Status copied;
  ASSERT_TRUE((*reader)->for_each(app::select_records<domain::Customer>(), [&](app::Row&) {
    copied = store_->backup(copy);
    return false;
  }));
  ASSERT_TRUE(copied) << copied.error().message;
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ(mode_of(copy), 0600U);
  EXPECT_FALSE(std::filesystem::exists(copy + "-wal"));

  auto opened = open_store({copy, false});
  ASSERT_TRUE(opened) << opened.error().message;
  auto& there = (*opened)->transaction();
  world.each([&](const auto& record) {
    using R = std::decay_t<decltype(record)>;
    EXPECT_EQ(*app::find<R>(there, record.uuid), record) << R::kKind;
  });
  EXPECT_EQ(*app::find<domain::Customer>(there, later.customer.uuid), std::nullopt);
}

TEST_F(Backup, NeverReplacesAFile) {
  ASSERT_TRUE(store_->commit());
  const auto present = folder_.write("present", "precious").string();
  EXPECT_EQ(store_->backup(present).error().code, ErrorCode::kConflict);
  EXPECT_EQ(store_->backup(path_).error().code, ErrorCode::kConflict);
  EXPECT_EQ(std::filesystem::file_size(present), 8U);
  EXPECT_EQ(store_->backup((folder_ / "no").string() + "/copy").error().code, ErrorCode::kNotFound);
}

TEST_F(Backup, LeavesNothingBesideTheCopy) {
  ASSERT_TRUE(store_->commit());
  ASSERT_TRUE(store_->backup((folder_ / "copy.db").string()));
  std::size_t copies = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
    copies += file.path().filename().string().starts_with("copy") ? 1U : 0U;
  }
  EXPECT_EQ(copies, 1U);
}

}  // namespace
}  // namespace drawbridge::store
