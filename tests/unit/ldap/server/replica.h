#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/ber/reader.h"
#include "ldap/protocol/content_sync.h"
#include "ldap/protocol/message.h"
#include "unit/ldap/server/conversation.h"

namespace drawbridge::ldap::test {

/// A consumer as RFC 4533 describes it: it keeps what it is told, by UUID, and nothing else.
class Replica {
 public:
  struct Held {
    std::string dn;
    std::map<std::string, std::vector<std::string>> attributes;

    friend bool operator==(const Held&, const Held&) = default;
  };

  /// The controlValue of its next request.
  SentControl request(protocol::SyncMode mode) const {
    std::string value;
    ber::Writer writer(value);
    const auto mark = writer.begin(ber::kSequence);
    writer.enumerated(static_cast<int>(mode));
    if (!cookie.empty()) writer.octet_string(cookie);
    writer.boolean(true);
    writer.end(mark);
    return {std::string(protocol::kSyncRequestOid), false, value};
  }

  /// Begins a session: what is in force until the refresh is done.
  void begin() {
    present_.clear();
    is_refreshing = true;
    code.reset();
  }

  /// Takes what the provider sent.
  void take(std::string_view octets) {
    ber::Reader stream(octets);
    while (!stream.at_end()) {
      const std::string_view rest = stream.rest();
      ASSERT_TRUE(stream.next());
      const auto pdu = rest.substr(0, rest.size() - stream.rest().size());
      const auto message = protocol::decode_message(pdu, 10);
      ASSERT_TRUE(message) << message.error().message;
      ++messages;
      switch (message->operation) {
        case protocol::Operation::kSearchResultEntry:
          take_entry(*message);
          break;
        case protocol::Operation::kIntermediateResponse:
          take_info(message->contents);
          break;
        case protocol::Operation::kSearchResultDone:
          take_done(*message);
          break;
        default:
          ADD_FAILURE() << "a message of another kind";
      }
    }
  }

  std::map<std::string, Held> entries;  ///< By the UUID's octets.
  std::string cookie = {};
  bool is_refreshing = false;
  std::optional<int> code = {};  ///< Of the end of the search.
  std::size_t messages = 0;
  std::size_t entries_received = 0;
  std::vector<protocol::SyncState> states = {};
  std::size_t messages_with_cookie = 0;

 private:
  void take_entry(const protocol::Message& message) {
    ASSERT_EQ(message.controls.size(), 1U);
    ASSERT_EQ(message.controls.front().oid, protocol::kSyncStateOid);
    ber::Reader outer(message.controls.front().value.value_or(""));
    auto value = outer.enter(ber::kSequence);
    ASSERT_TRUE(value);
    const auto state = static_cast<protocol::SyncState>(value->enumerated(0, 3).value_or(0));
    const std::string uuid(value->octet_string().value_or(""));
    ASSERT_EQ(uuid.size(), 16U);
    if (!value->at_end()) {
      cookie = std::string(value->octet_string().value_or(""));
      ++messages_with_cookie;
    }
    ++entries_received;
    states.push_back(state);
    Answer answer;
    read_entry(ber::Reader(message.contents), answer);
    if (state == protocol::SyncState::kDelete) {
      EXPECT_FALSE(is_refreshing);
      EXPECT_TRUE(answer.attributes.empty());
      ASSERT_TRUE(entries.contains(uuid)) << "a deletion of what was never there: " << answer.dn;
      EXPECT_EQ(entries[uuid].dn, answer.dn);
      entries.erase(uuid);
      return;
    }
    Held held{answer.dn, {}};
    for (auto& [name, values] : answer.attributes) held.attributes[name] = values;
    for (const auto& [other, is] : entries) {
      EXPECT_TRUE(is_refreshing || other == uuid || is.dn != answer.dn)
          << answer.dn << " comes before the entry that had its name has gone";
    }
    entries[uuid] = std::move(held);
    present_.insert(uuid);
  }

  void take_info(std::string_view contents) {
    ber::Reader in(contents);
    ASSERT_EQ(in.octet_string(ber::context_primitive(0)).value_or(""), protocol::kSyncInfoOid);
    ber::Reader value(in.octet_string(ber::context_primitive(1)).value_or(""));
    const auto choice = value.next();
    ASSERT_TRUE(choice);
    if (choice->tag == ber::context_primitive(0)) {
      cookie = std::string(choice->contents);
      return;
    }
    ber::Reader parts(choice->contents);
    if (choice->tag == ber::context_constructed(3)) return take_id_set(parts);
    const bool refresh_deletes = choice->tag == ber::context_constructed(1);
    end_refresh(refresh_deletes, std::string(parts.octet_string().value_or("")));
  }

  void take_id_set(ber::Reader parts) {
    auto set = parts.enter(ber::kSet);
    ASSERT_TRUE(set);
    ASSERT_FALSE(set->at_end()) << "an empty set stops OpenLDAP's consumer";
    while (!set->at_end()) present_.insert(std::string(set->octet_string().value_or("")));
  }

  void take_done(const protocol::Message& message) {
    Answer answer;
    read_result(ber::Reader(message.contents), answer);
    code = answer.code;
    if (answer.code != 0) return;
    ASSERT_EQ(message.controls.size(), 1U);
    ASSERT_EQ(message.controls.front().oid, protocol::kSyncDoneOid);
    ber::Reader outer(message.controls.front().value.value_or(""));
    auto value = outer.enter(ber::kSequence);
    ASSERT_TRUE(value);
    const std::string given(value->octet_string().value_or(""));
    const bool refresh_deletes = !value->at_end() && value->boolean().value_or(false);
    end_refresh(refresh_deletes, given);
  }

  void end_refresh(bool refresh_deletes, std::string given) {
    EXPECT_TRUE(is_refreshing);
    is_refreshing = false;
    if (!refresh_deletes) {
      std::erase_if(entries, [&](const auto& item) { return !present_.contains(item.first); });
    }
    cookie = std::move(given);
  }

  std::set<std::string> present_;
};

}  // namespace drawbridge::ldap::test
