#include "store/sqlite/backup.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "base/uuid.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/errors.h"
#include "store/sqlite/files.h"

namespace drawbridge::store {
namespace {

/// Removed when it goes, unless it has been given its final name.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    ::unlink(path_.c_str());
    ::unlink((path_ + "-journal").c_str());
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Finish {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

Status copy_pages(const std::string& from, const std::string& to) {
  DRAWBRIDGE_TRY(auto source, Connection::open(from, Connection::Mode::kReader));
  DRAWBRIDGE_TRY(auto target, Connection::open(to, Connection::Mode::kWriter));
  DRAWBRIDGE_CHECK(target.execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"));
  std::unique_ptr<sqlite3_backup, Finish> backup(
      sqlite3_backup_init(target.handle(), "main", source.handle(), "main"));
  if (!backup) return fail_with_last_error(target.handle());
  // In one step, which reads one snapshot: in several, each commit of the writer between them
  // would start the copy over.
  const int code = sqlite3_backup_step(backup.get(), -1);
  backup.reset();
  if (code != SQLITE_DONE) return tl::unexpected<Error>(error_of_code(code));
  return target.execute("PRAGMA journal_mode=DELETE;");
}

}  // namespace

Status copy_database(const std::string& from, const std::string& to) {
  if (::access(to.c_str(), F_OK) == 0) {
    return fail(ErrorCode::kConflict, fmt::format("The file {} exists already.", to));
  }
  const TemporaryFile temporary(fmt::format("{}.{}.partial", to, Uuid::random().hex()));
  DRAWBRIDGE_CHECK(create_private_file(temporary.path()));
  DRAWBRIDGE_CHECK(copy_pages(from, temporary.path()));
  return publish_file(temporary.path(), to);
}

}  // namespace drawbridge::store
