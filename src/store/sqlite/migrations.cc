#include "store/sqlite/migrations.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <iterator>

#include "store/sqlite/backup.h"
#include "store/sqlite/transaction.h"

namespace drawbridge::store {
namespace {

constexpr Migration kMigrations[] = {
#include "store/schema.inc"
};

/// In the file's header, so that file(1) and we know it: `Drbr`.
constexpr std::int64_t kApplicationId = 0x44726272;

constexpr int kCopiesMax = 100;

/// A migration that is tried again keeps the earlier copies.
Status keep_copy(const std::string& path, std::int64_t version) {
  const auto base = fmt::format("{}.before-{:04}", path, version);
  auto kept = copy_database(path, base);
  for (int number = 2; number <= kCopiesMax; ++number) {
    if (kept || kept.error().code != ErrorCode::kConflict) return kept;
    kept = copy_database(path, fmt::format("{}.{}", base, number));
  }
  return kept;
}

Status apply(Connection& connection, const Migration& migration) {
  DRAWBRIDGE_TRY(auto transaction, Transaction::begin(connection));
  DRAWBRIDGE_CHECK(connection.execute(std::string(migration.sql)));
  DRAWBRIDGE_TRY(const auto broken,
                 connection.query_integer("SELECT count(*) FROM pragma_foreign_key_check"));
  if (broken != 0) {
    return fail(ErrorCode::kInternal,
                fmt::format("The migration {} leaves broken references.", migration.name));
  }
  DRAWBRIDGE_CHECK(connection.execute(fmt::format(
      "PRAGMA application_id={}; PRAGMA user_version={};", kApplicationId, migration.version())));
  return transaction.commit();
}

}  // namespace

std::int64_t Migration::version() const {
  std::int64_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

std::span<const Migration> embedded_migrations() { return kMigrations; }

Result<std::int64_t> check_schema(Connection& connection, const std::string& path,
                                  std::span<const Migration> migrations) {
  DRAWBRIDGE_TRY(const auto version, connection.query_integer("PRAGMA user_version"));
  DRAWBRIDGE_TRY(const auto application, connection.query_integer("PRAGMA application_id"));
  DRAWBRIDGE_TRY(const auto objects,
                 connection.query_integer("SELECT count(*) FROM sqlite_schema"));
  const bool is_empty = version == 0 && application == 0 && objects == 0;
  if (!is_empty && application != kApplicationId) {
    return fail(ErrorCode::kInvalid, fmt::format("{} is a database of another program.", path));
  }
  const auto newest = migrations.empty() ? 0 : migrations.back().version();
  if (version > newest) {
    return fail(ErrorCode::kInvalid,
                fmt::format("The database {} has schema version {}, this program knows versions up "
                            "to {}; run the newer program that wrote it, or restore a copy.",
                            path, version, newest));
  }
  return version;
}

Status migrate(Connection& connection, const std::string& path,
               std::span<const Migration> migrations) {
  DRAWBRIDGE_TRY(const auto version, check_schema(connection, path, migrations));
  const auto first = std::find_if(migrations.begin(), migrations.end(),
                                  [&](const Migration& each) { return each.version() > version; });
  if (first == migrations.end()) return {};
  if (version > 0) DRAWBRIDGE_CHECK(keep_copy(path, first->version()));
  // A table that is made anew must not take the rows that refer to it along; each migration checks
  // the references before it ends.
  DRAWBRIDGE_CHECK(connection.execute("PRAGMA foreign_keys=OFF"));
  for (auto migration = first; migration != migrations.end(); ++migration) {
    DRAWBRIDGE_CHECK(apply(connection, *migration));
  }
  return connection.execute("PRAGMA foreign_keys=ON");
}

}  // namespace drawbridge::store
