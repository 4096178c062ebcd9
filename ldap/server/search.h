#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/directory/match.h"
#include "ldap/directory/tree.h"
#include "ldap/filter/filter.h"
#include "ldap/protocol/message.h"
#include "ldap/protocol/result.h"
#include "ldap/protocol/search_request.h"
#include "ldap/server/attribute_selection.h"
#include "ldap/server/authority.h"
#include "ldap/server/entry_walk.h"
#include "ldap/server/services.h"

namespace drawbridge::ldap::server {

/// Where a search stands between two pages: it keeps the tree it began on, so that all pages are
/// of one revision.
struct SearchPlace {
  std::shared_ptr<const directory::Tree> tree;
  EntryWalk walk;
  std::int32_t sent = 0;  ///< Entries so far, over all pages.
};

/// A search under way. It appends answers until it is done, the output is full or its turn is
/// over, and goes on later: a large result never lies in memory as a whole, and a long scan never
/// holds up other connections.
class Search {
 public:
  struct Terms {
    std::int32_t message_id = 0;
    bool types_only = false;
    std::int32_t size_limit = 0;  ///< Over all pages; 0 = none.
    std::int32_t page_size = 0;   ///< 0 = not paged.
    std::optional<std::chrono::steady_clock::time_point> deadline;
  };

  /// @param filter  its values point into the request's PDU, which must stay while this lives
  Search(Terms terms, filter::Filter filter, AttributeSelection selection,
         std::unique_ptr<SearchPlace> place);

  enum class Progress {
    kDone,        ///< result() holds; end of the search or of the page.
    kOutputFull,  ///< Go on when the client has taken some.
    kTurnOver,    ///< Go on when others have had their turn.
  };

  /// @param max_output  stop when `out` holds that many octets
  /// @param nodes_left  filter nodes to evaluate before the turn is over, entries sent counting as
  ///                    some; what is spent is taken off. One entry is looked at in any case.
  Progress advance(std::string& out, std::size_t max_output,
                   std::chrono::steady_clock::time_point now, std::size_t& nodes_left);

  const protocol::LdapResult& result() const { return result_; }
  std::int32_t message_id() const { return terms_.message_id; }
  std::int32_t entries_sent() const { return sent_in_page_; }
  bool is_paged() const { return terms_.page_size != 0; }
  /// After a page that is not the last: where to go on; else null.
  std::unique_ptr<SearchPlace> take_place();
  const filter::Filter& filter() const { return filter_; }

 private:
  bool is_over_limit();

  Terms terms_;
  filter::Filter filter_;
  AttributeSelection selection_;
  std::unique_ptr<SearchPlace> place_;
  directory::Matcher matcher_;
  std::int32_t sent_in_page_ = 0;
  bool has_more_ = false;
  protocol::LdapResult result_;
};

/// The answer for a base that is not there or not visible: 32 with the nearest visible ancestor
/// (RFC 4511 section 4.1.9).
protocol::LdapResult no_such_object(const directory::Tree& tree, const Authority& authority,
                                    std::string_view key);

}  // namespace drawbridge::ldap::server
