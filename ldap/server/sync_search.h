#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/directory/match.h"
#include "ldap/directory/tree.h"
#include "ldap/directory/tree_changes.h"
#include "ldap/filter/filter.h"
#include "ldap/protocol/content_sync.h"
#include "ldap/protocol/message.h"
#include "ldap/protocol/result.h"
#include "ldap/protocol/search_request.h"
#include "ldap/server/attribute_selection.h"
#include "ldap/server/authority.h"
#include "ldap/server/entry_walk.h"
#include "ldap/server/services.h"

namespace drawbridge::ldap::server {

/// A content synchronisation under way (RFC 4533): first what the consumer lacks, then, if it
/// wants to persist, what changes.
///
/// No history is kept. A consumer that comes back with a cookie is told which unchanged entries
/// are still there (by UUID) and gets those that changed since (by their stamps); what it is told
/// of neither has gone. While it persists, the tree it was sent last is compared with the current
/// one whenever it has room for more: a slow consumer costs one old version of the tree and gets
/// several publications as one.
class SyncSearch {
 public:
  /// What has been asked; the texts are copies.
  struct Terms {
    std::int32_t message_id = 0;
    protocol::SyncMode mode = protocol::SyncMode::kRefreshOnly;
    protocol::Scope scope = protocol::Scope::kWholeSubtree;
    std::string base_key;
    std::string replica;  ///< Of the consumer's cookie; may be empty.
    bool types_only = false;
  };

  /// What the consumer holds already.
  struct Held {
    enum class Kind {
      kNothing,  ///< It sent no cookie.
      kUnknown,  ///< Its cookie says nothing to us, or is ahead: a restored database.
      kSince,    ///< All as of `moment`.
    };
    Kind kind = Kind::kNothing;
    std::uint64_t moment = 0;  ///< Microseconds since 1970.
  };

  /// @param contents   of the request, which `filter` points into
  /// @param authority  borrowed
  SyncSearch(Terms terms, Held held, std::unique_ptr<const std::string> contents,
             filter::Filter filter, AttributeSelection selection, const Authority& authority,
             std::shared_ptr<const directory::Tree> tree);
  SyncSearch(const SyncSearch&) = delete;
  SyncSearch& operator=(const SyncSearch&) = delete;

  enum class Progress {
    kDone,        ///< Answered to its end.
    kOutputFull,  ///< Go on when the client has taken some.
    kTurnOver,    ///< Go on when others have had their turn.
    kWaiting,     ///< Up to date; go on when another tree is published.
  };

  /// @param max_output  stop when `out` holds that many octets
  Progress advance(std::string& out, std::size_t max_output,
                   const std::shared_ptr<const directory::Tree>& current);

  std::int32_t message_id() const { return terms_.message_id; }
  const filter::Filter& filter() const { return filter_; }
  /// Whether the consumer has been sent all that it lacked.
  bool is_refreshed() const { return !walk_; }
  /// Entries and deletions, over all.
  std::uint64_t entries_sent() const { return entries_sent_; }

 private:
  /// An entry to be told of; the last one of a publication carries the cookie.
  struct News {
    const directory::Entry* entry;
    protocol::SyncState state;
  };

  Progress refresh(std::string& out, std::size_t max_output);
  Progress finish_refresh(std::string& out);
  Progress follow(std::string& out, std::size_t max_output,
                  const std::shared_ptr<const directory::Tree>& current);
  void finish_publication(std::string& out);
  void consider(const directory::TreeChange& change, std::string& out);
  bool is_wanted(const directory::Entry* entry, directory::Matcher& matcher) const;
  void tell(News news, std::string& out);
  void send(const News& news, const std::optional<std::string>& cookie, std::string& out);
  void send_present(std::string& out);
  std::string cookie() const;

  Terms terms_;
  Held held_;
  std::unique_ptr<const std::string> contents_;
  filter::Filter filter_;
  AttributeSelection selection_;
  const Authority* authority_;
  std::shared_ptr<const directory::Tree> tree_;  // what the consumer has been sent
  std::optional<EntryWalk> walk_;                // while it is refreshed
  std::vector<Uuid> present_;
  std::uint64_t entries_sent_ = 0;

  std::optional<directory::TreeChanges> changes_;  // from tree_ to the next one
  std::optional<directory::Matcher> matcher_before_, matcher_after_;
  std::optional<News> pending_;
  std::vector<const directory::Entry*> gone_containers_;
};

/// How a synchronisation begins: it is under way, or has its result already.
struct SyncStart {
  std::unique_ptr<SyncSearch> search;  ///< Null: `result` is the answer.
  protocol::LdapResult result;
};

/// Begins a search that carries the Sync Request control. Size and time limits do not apply.
/// @param identity  null: anonymous; only service accounts may (else 50)
SyncStart start_sync(const protocol::Message& message, const protocol::SearchRequest& request,
                     const protocol::Control& control, const Identity* identity,
                     const Authority& authority, Services& services);

}  // namespace drawbridge::ldap::server
