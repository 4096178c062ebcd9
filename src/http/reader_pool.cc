#include "http/reader_pool.h"

namespace drawbridge::http {

Result<ReaderPool::Lease> ReaderPool::lease() {
  auto reader = idle_.with([](Idle& idle) {
    std::unique_ptr<app::StoreReader> last;
    if (!idle.empty()) {
      last = std::move(idle.back());
      idle.pop_back();
    }
    return last;
  });
  if (reader) return Lease(*this, std::move(reader));
  DRAWBRIDGE_TRY(auto fresh, store_->reader());
  return Lease(*this, std::move(fresh));
}

void ReaderPool::give_back(std::unique_ptr<app::StoreReader> reader) {
  idle_.with([&](Idle& idle) { idle.push_back(std::move(reader)); });
}

}  // namespace drawbridge::http
