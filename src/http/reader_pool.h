#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "app/ports.h"
#include "base/guarded.h"

namespace drawbridge::http {

/// Readers of the store, made as threads ask for them and kept for the next; as many as requests
/// ever ran at once. Any thread may lease.
class ReaderPool {
 public:
  explicit ReaderPool(app::Store& store) : store_(&store) {}

  /// A reader for one request; goes back to the pool when it ends.
  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<app::StoreReader> reader)
        : pool_(&pool), reader_(std::move(reader)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (reader_) pool_->give_back(std::move(reader_));
    }
    app::StoreReader& reader() { return *reader_; }

   private:
    ReaderPool* pool_;
    std::unique_ptr<app::StoreReader> reader_;
  };

  Result<Lease> lease();

 private:
  using Idle = std::vector<std::unique_ptr<app::StoreReader>>;

  void give_back(std::unique_ptr<app::StoreReader> reader);

  app::Store* store_;
  Guarded<Idle> idle_;
};

}  // namespace drawbridge::http
