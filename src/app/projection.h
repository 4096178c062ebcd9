#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/changes.h"
#include "app/views/views.h"

namespace drawbridge::app {

/// The outputs, made by the writer's thread alone and published before a change is acknowledged.
/// A version is prepared inside the transaction, so that what it needs to have remembered commits
/// together with what it shows.
class Projection {
 public:
  Projection() = default;
  Projection(const Projection&) = delete;
  Projection& operator=(const Projection&) = delete;
  virtual ~Projection() = default;

  /// Makes the next version from what the transaction holds: anew what `changes` names, at the
  /// cost of the change. One that was prepared before and not published is dropped.
  virtual Status prepare(StoreTransaction& store, const ChangeSet& changes, Timestamp now) = 0;

  /// Publishes what was prepared. REQUIRES: the transaction is durable.
  virtual void publish() = 0;
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

  struct Document {
    std::string etag;  ///< strong, with its quotes
    std::unique_ptr<TextStream> text;
  };

  /// What of an offering concerns one resource: the accounts of its project's people, its robot
  /// accounts, the groups with its project, its role groups. Whether an account is disabled is a
  /// matter of the whole offering.
  struct ResourcePart {
    Uuid offering_uuid, resource_uuid, project_uuid;
    std::vector<Uuid> offering_users, robots;
  };

  /// The offerings of one provider as one, in the order in which they win where they disagree.
  struct ProviderParts {
    Uuid service_provider_uuid;
    std::string name;
    std::vector<Uuid> offerings;
  };

  using Scope = std::variant<Uuid, ResourcePart, ProviderParts>;  ///< Uuid: a whole offering

  /// The GLauth users-and-groups document of one published state (identity spec 5.4, 5.7, 5.8).
  /// kNotFound: no such offering. kInvalid: the switch is off, with Waldur's text.
  virtual Result<Document> glauth_document(const Scope& scope) const = 0;

  struct ScopeName {
    std::string name, slug;
  };
  /// Gives the projects and resources of the map their names.
  using NameScopes = std::function<Status(std::map<Uuid, ScopeName>&)>;

  /// The same state as a JSON tree (identity spec 5.7).
  virtual Result<Document> glauth_tree(const Scope& scope, const NameScopes& name_scopes) const = 0;

  /// What is left out of it, by uuid.
  virtual Result<std::vector<SkippedView>> skipped(const Uuid& offering) const = 0;
};

}  // namespace drawbridge::app
