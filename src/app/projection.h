#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/changes.h"
#include "app/views/views.h"

namespace drawbridge::app {

/// The outputs, made by the writer's thread alone and published before a change is acknowledged.
class Projection {
 public:
  Projection() = default;
  Projection(const Projection&) = delete;
  Projection& operator=(const Projection&) = delete;
  virtual ~Projection() = default;

  /// Makes everything anew from the store and publishes it.
  virtual Status rebuild(StoreReader& store, Timestamp now) = 0;

  /// Makes anew what `changes` names and publishes it. Cost follows the change.
  virtual Status apply(StoreReader& store, const ChangeSet& changes, Timestamp now) = 0;
};

/// Text that is made piece by piece, so that a large answer is never held whole.
class TextStream {
 public:
  TextStream() = default;
  TextStream(const TextStream&) = delete;
  TextStream& operator=(const TextStream&) = delete;
  virtual ~TextStream() = default;

  /// Appends the next piece (tens of kilobytes) to `out`; false when there is no more.
  virtual bool next(std::string& out) = 0;
};

/// Reads of the published outputs, from any thread.
class OfferingOutputs {
 public:
  OfferingOutputs() = default;
  OfferingOutputs(const OfferingOutputs&) = delete;
  OfferingOutputs& operator=(const OfferingOutputs&) = delete;
  virtual ~OfferingOutputs() = default;

  struct GlauthDocument {
    std::string etag;  ///< strong, with its quotes
    std::unique_ptr<TextStream> text;
  };

  /// The GLauth users-and-groups document of one published state (identity spec 5.4).
  /// kNotFound: no such offering. kInvalid: the switch is off, with Waldur's text.
  virtual Result<GlauthDocument> glauth_document(const Uuid& offering) const = 0;

  /// What is left out of it, by uuid.
  virtual Result<std::vector<SkippedView>> skipped(const Uuid& offering) const = 0;
};

}  // namespace drawbridge::app
