#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/published.h"
#include "ldap/ber/reader.h"
#include "ldap/ber/writer.h"
#include "ldap/filter/filter.h"
#include "ldap/protocol/deref.h"
#include "ldap/protocol/message.h"
#include "ldap/protocol/paged_results.h"
#include "ldap/server/authenticator.h"
#include "ldap/server/services.h"
#include "ldap/server/session.h"
#include "unit/ldap/sample_tree.h"

namespace drawbridge::ldap::test {

// Requests ----------------------------------------------------------------------------------

struct SentControl {
  std::string oid;
  bool is_critical = false;
  std::optional<std::string> value;
};

/// An LDAPMessage around an encoded protocolOp.
inline std::string message(int id, const std::string& op,
                           const std::vector<SentControl>& controls = {}) {
  std::string out;
  ber::Writer writer(out);
  const auto whole = writer.begin(ber::kSequence);
  writer.integer(id);
  writer.raw(op);
  if (!controls.empty()) {
    const auto list = writer.begin(ber::context_constructed(0));
    for (const SentControl& control : controls) {
      const auto one = writer.begin(ber::kSequence);
      writer.octet_string(control.oid);
      if (control.is_critical) writer.boolean(true);
      if (control.value) writer.octet_string(*control.value);
      writer.end(one);
    }
    writer.end(list);
  }
  writer.end(whole);
  return out;
}

inline std::string operation(protocol::Operation tag,
                             const std::function<void(ber::Writer&)>& body) {
  std::string out;
  ber::Writer writer(out);
  const auto mark = writer.begin(static_cast<ber::Tag>(tag));
  body(writer);
  writer.end(mark);
  return out;
}

inline std::string bind(int id, std::string_view dn, std::string_view password, int version = 3,
                        const std::vector<SentControl>& controls = {}) {
  return message(id,
                 operation(protocol::Operation::kBindRequest,
                           [&](ber::Writer& w) {
                             w.integer(version);
                             w.octet_string(dn);
                             w.octet_string(password, ber::context_primitive(0));
                           }),
                 controls);
}

inline std::string sasl_bind(int id, std::string_view mechanism,
                             std::optional<std::string_view> credentials = std::nullopt) {
  return message(id, operation(protocol::Operation::kBindRequest, [&](ber::Writer& w) {
                   w.integer(3);
                   w.octet_string("");
                   const auto choice = w.begin(ber::context_constructed(3));
                   w.octet_string(mechanism);
                   if (credentials) w.octet_string(*credentials);
                   w.end(choice);
                 }));
}

struct Search {
  std::string base = "dc=example,dc=org";
  int scope = 2;
  std::string filter = "(objectClass=*)";
  std::vector<std::string> attributes = {"1.1"};
  int size_limit = 0;
  int time_limit = 0;
  bool types_only = false;
  std::vector<SentControl> controls = {};
  int deref_aliases = 0;
};

/// A search whose filter is these octets instead of the request's text.
inline std::string search_by_octets(int id, const Search& request, std::string_view filter) {
  return message(id,
                 operation(protocol::Operation::kSearchRequest,
                           [&](ber::Writer& w) {
                             w.octet_string(request.base);
                             w.enumerated(request.scope);
                             w.enumerated(request.deref_aliases);
                             w.integer(request.size_limit);
                             w.integer(request.time_limit);
                             w.boolean(request.types_only);
                             w.raw(filter);
                             const auto list = w.begin(ber::kSequence);
                             for (const auto& name : request.attributes) w.octet_string(name);
                             w.end(list);
                           }),
                 request.controls);
}

inline std::string search(int id, const Search& request) {
  const auto filter = filter::encode_text(request.filter);
  EXPECT_TRUE(filter) << request.filter;
  return search_by_octets(id, request, filter.value_or(""));
}

inline std::string compare(int id, std::string_view dn, std::string_view attribute,
                           std::string_view value) {
  return message(id, operation(protocol::Operation::kCompareRequest, [&](ber::Writer& w) {
                   w.octet_string(dn);
                   const auto assertion = w.begin(ber::kSequence);
                   w.octet_string(attribute);
                   w.octet_string(value);
                   w.end(assertion);
                 }));
}

inline std::string extended(int id, std::string_view oid,
                            std::optional<std::string_view> value = std::nullopt,
                            const std::vector<SentControl>& controls = {}) {
  return message(id,
                 operation(protocol::Operation::kExtendedRequest,
                           [&](ber::Writer& w) {
                             w.octet_string(oid, ber::context_primitive(0));
                             if (value) w.octet_string(*value, ber::context_primitive(1));
                           }),
                 controls);
}

inline std::string abandon(int id, int target) {
  std::string op;
  ber::Writer(op).integer(target, static_cast<ber::Tag>(protocol::Operation::kAbandonRequest));
  return message(id, op);
}

inline std::string unbind(int id) { return message(id, std::string("\x42\x00", 2)); }

inline std::string cancel(int id, int target) {
  std::string value;
  ber::Writer writer(value);
  const auto mark = writer.begin(ber::kSequence);
  writer.integer(target);
  writer.end(mark);
  return extended(id, "1.3.6.1.1.8", value);
}

// Answers -----------------------------------------------------------------------------------

struct Answer {
  int id = 0;
  protocol::Operation operation{};
  int code = -1;
  std::string matched_dn;
  std::string diagnostic;
  std::string dn;                                                            ///< Of an entry.
  std::vector<std::pair<std::string, std::vector<std::string>>> attributes;  ///< Of an entry.
  std::string name;  ///< Of an extended response.
  std::optional<std::string> value;
  std::string cookie;                           ///< Of the paged results control.
  std::optional<std::string> dereferenced;      ///< Value of the deref control.
  std::map<std::string, std::string> controls;  ///< Value by OID.
};

inline void read_result(ber::Reader in, Answer& answer) {
  answer.code = in.enumerated(0, 4096).value_or(-1);
  answer.matched_dn = std::string(in.octet_string().value_or(""));
  answer.diagnostic = std::string(in.octet_string().value_or(""));
  while (!in.at_end()) {
    const auto part = in.next();
    ASSERT_TRUE(part);
    if (part->tag == 0x8a) answer.name = std::string(part->contents);
    if (part->tag == 0x8b) answer.value = std::string(part->contents);
  }
}

inline void read_entry(ber::Reader in, Answer& answer) {
  answer.dn = std::string(in.octet_string().value_or("?"));
  auto list = in.enter(ber::kSequence);
  ASSERT_TRUE(list);
  while (!list->at_end()) {
    auto attribute = list->enter(ber::kSequence);
    ASSERT_TRUE(attribute);
    const std::string type(attribute->octet_string().value_or("?"));
    auto set = attribute->enter(ber::kSet);
    ASSERT_TRUE(set);
    std::vector<std::string> values;
    while (!set->at_end()) values.emplace_back(set->octet_string().value_or("?"));
    answer.attributes.emplace_back(type, values);
  }
  ASSERT_TRUE(in.finish());
}

inline std::vector<Answer> answers(std::string_view octets) {
  std::vector<Answer> out;
  ber::Reader stream(octets);
  while (!stream.at_end()) {
    const std::string_view before = stream.rest();
    const auto element = stream.next();
    EXPECT_TRUE(element);
    if (!element) break;
    const auto pdu = before.substr(0, before.size() - stream.rest().size());
    const auto decoded = protocol::decode_message(pdu, 10);
    EXPECT_TRUE(decoded) << (decoded ? "" : decoded.error().message);
    if (!decoded) break;
    Answer answer;
    answer.id = decoded->id;
    answer.operation = decoded->operation;
    if (answer.operation == protocol::Operation::kSearchResultEntry) {
      read_entry(ber::Reader(decoded->contents), answer);
    } else {
      read_result(ber::Reader(decoded->contents), answer);
    }
    for (const auto& control : decoded->controls) {
      if (control.oid == protocol::kDerefOid) answer.dereferenced = control.value;
      answer.controls[std::string(control.oid)] = std::string(control.value.value_or(""));
      if (control.oid != protocol::kPagedResultsOid) continue;
      const auto page = protocol::decode_paged_results(control.value.value_or(""));
      EXPECT_TRUE(page);
      if (page) answer.cookie = std::string(page->cookie);
    }
    out.push_back(std::move(answer));
  }
  return out;
}

inline std::vector<std::string> entry_names(const std::vector<Answer>& all) {
  std::vector<std::string> out;
  for (const Answer& answer : all) {
    if (answer.operation == protocol::Operation::kSearchResultEntry) out.push_back(answer.dn);
  }
  return out;
}

// Server ------------------------------------------------------------------------------------

inline std::shared_ptr<const server::Identity> service_of(const std::string& account,
                                                          const std::string& subtree) {
  server::Identity identity;
  identity.kind = server::IdentityKind::kService;
  identity.name = name(account);
  identity.subtrees = {name(subtree)};
  identity.entries = {name("dc=example,dc=org")};
  return std::make_shared<const server::Identity>(std::move(identity));
}

inline std::shared_ptr<const server::Identity> alpha_service() {
  return service_of(kAlphaService, "ou=alpha,dc=example,dc=org");
}

inline std::shared_ptr<const server::Identity> beta_service() {
  return service_of(kBetaService, "ou=beta,dc=example,dc=org");
}

inline std::shared_ptr<const server::Identity> everything() {
  server::Identity identity;
  identity.kind = server::IdentityKind::kService;
  identity.name = name(kBetaService);
  identity.subtrees = {name("dc=example,dc=org")};
  identity.hidden = {name("ou=services,dc=example,dc=org")};
  identity.size_limit = 20;
  return std::make_shared<const server::Identity>(std::move(identity));
}

inline std::shared_ptr<const server::Identity> person_identity() {
  server::Identity identity;
  identity.kind = server::IdentityKind::kPerson;
  identity.name = name(kUser7);
  identity.entries = {identity.name};
  return std::make_shared<const server::Identity>(std::move(identity));
}

/// Answers at once, or keeps the outcomes for later.
class FakeAuthenticator final : public server::Authenticator {
 public:
  bool answers_at_once = true;
  /// Who may bind, with the password `secret`.
  std::vector<std::shared_ptr<const server::Identity>> accounts = {alpha_service(), everything(),
                                                                   person_identity()};
  std::vector<std::pair<std::shared_ptr<const server::Identity>, server::BindOutcome>> owed;
  std::atomic<int> asked = 0;  ///< Several loops may ask at a time.
  std::string certificate;     ///< Subject that stands for alpha_service(); empty: none does.
  std::function<server::Renewal(const std::shared_ptr<const server::Identity>&)> renewal;
  std::function<std::uint64_t()> revision;  ///< That everybody is renewed at; else the last ever.

  std::shared_ptr<const server::Identity> authenticate_certificate(std::string_view subject,
                                                                   CertificateUse) override {
    return !certificate.empty() && subject == certificate ? alpha_service() : nullptr;
  }
  server::Renewal renew(const std::shared_ptr<const server::Identity>& identity) override {
    if (renewal) return renewal(identity);
    return revision ? server::Renewal{identity, revision()} : Authenticator::renew(identity);
  }

  void authenticate(const server::BindAttempt& attempt, server::BindOutcome done) override {
    ++asked;
    std::shared_ptr<const server::Identity> identity;
    for (const auto& known : accounts) {
      if (known->name == attempt.name && attempt.password == "secret") identity = known;
    }
    if (answers_at_once) {
      done(identity);
    } else {
      owed.emplace_back(identity, std::move(done));
    }
  }
};

/// The sample tree of the tests that only read it.
inline std::shared_ptr<const directory::Tree> shared_tree() {
  static const std::shared_ptr<const directory::Tree> tree = sample_tree();
  return tree;
}

/// A session with everything it needs, and no socket.
class Conversation {
 public:
  explicit Conversation(server::Services::Options options = {}, server::Peer peer = local(),
                        std::shared_ptr<const directory::Tree> tree = shared_tree(),
                        server::Observer* observer = nullptr)
      : tree_(std::move(tree)),
        services_(options, tree_, authenticator, observer),
        session_(services_, std::move(peer),
                 {.bind =
                      [this](std::uint64_t serial) {
                        return [this, serial](std::shared_ptr<const server::Identity> identity) {
                          session_.complete_bind(serial, std::move(identity));
                        };
                      },
                  .password =
                      [this](std::uint64_t serial) {
                        return [this, serial](server::PasswordChangeAnswer answer) {
                          session_.complete_password_change(serial, std::move(answer));
                        };
                      }}) {
    authenticator.revision = [this] { return tree_.load()->revision(); };
  }

  static server::Peer local() { return {"127.0.0.1:9", true, false}; }
  static server::Peer remote() { return {"192.0.2.1:9", false, false}; }

  /// Sends octets and gives the answers, running until the session waits for something else
  /// than its turn or room.
  std::string send(std::string_view octets) {
    session_.receive(octets);
    return run();
  }

  std::string run() {
    std::string all;
    do {
      std::string out;
      need = session_.run(out);
      largest_output = std::max(largest_output, out.size());
      all += out;
    } while (need == server::Need::kOutput || need == server::Need::kTurn);
    return all;
  }

  std::vector<Answer> ask(std::string_view octets) { return answers(send(octets)); }
  Answer ask_one(std::string_view octets) {
    const auto all = ask(octets);
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? Answer() : all.front();
  }
  /// Binds as a service account of the sample tree.
  void bind_as(std::string_view cn) {
    EXPECT_EQ(
        ask_one(bind(1, "cn=" + std::string(cn) + ",ou=services,dc=example,dc=org", "secret")).code,
        0);
  }

  server::Session& session() { return session_; }
  server::Services& services() { return services_; }
  Published<directory::Tree>& tree() { return tree_; }

  FakeAuthenticator authenticator;
  server::Need need = server::Need::kInput;
  std::size_t largest_output = 0;

 private:
  Published<directory::Tree> tree_;
  server::Services services_;
  server::Session session_;
};

}  // namespace drawbridge::ldap::test
