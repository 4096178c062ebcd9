#include "bench/ldap_requests.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <random>
#include <span>

#include "base/text.h"
#include "bench/measurements.h"
#include "ldap/ber/reader.h"
#include "ldap/ber/writer.h"
#include "ldap/protocol/paged_results.h"

namespace drawbridge::bench {
namespace {

namespace ber = ldap::ber;

constexpr ber::Tag kControls = ber::context_constructed(0);

constexpr std::array<std::string_view, 14> kUserAttributes = {
    "objectClass", "uid",          "uidNumber",    "gidNumber",      "gecos",
    "cn",          "mail",         "memberOf",     "homeDirectory",  "loginShell",
    "sn",          "shadowExpire", "sshPublicKey", "modifyTimestamp"};
constexpr std::array<std::string_view, 4> kGroupAttributes = {"objectClass", "cn", "gidNumber",
                                                              "modifyTimestamp"};

void equality(ber::Writer& out, std::string_view attribute, std::string_view value) {
  const auto mark = out.begin(ber::context_constructed(3));
  out.octet_string(attribute);
  out.octet_string(value);
  out.end(mark);
}

void presence(ber::Writer& out, std::string_view attribute) {
  out.octet_string(attribute, ber::context_primitive(7));
}

/// What sssd asks with, by name, by number, and for the groups of a login.
void login_filter(ber::Writer& out, Kind kind, const Person& person) {
  const auto all = out.begin(ber::context_constructed(0));
  if (kind == Kind::kGroups) {
    equality(out, "memberUid", person.uid);
    equality(out, "objectClass", "posixGroup");
  } else {
    const bool by_number = kind == Kind::kNumber;
    equality(out, by_number ? "uidNumber" : "uid", by_number ? person.uid_number : person.uid);
    equality(out, "objectClass", "posixAccount");
    presence(out, "uidNumber");
    const auto none = out.begin(ber::context_constructed(2));
    equality(out, "uidNumber", "0");
    out.end(none);
  }
  out.end(all);
}

void enumeration_filter(ber::Writer& out) {
  const auto all = out.begin(ber::context_constructed(0));
  equality(out, "objectClass", "posixAccount");
  presence(out, "uid");
  presence(out, "uidNumber");
  presence(out, "gidNumber");
  out.end(all);
}

/// A search of the whole subtree; `filter` writes the filter.
template <class Filter>
void append_search_request(ber::Writer& out, const std::string& base,
                           std::span<const std::string_view> attributes, Filter filter) {
  const auto search = out.begin(kSearchRequest);
  out.octet_string(base);
  out.enumerated(2);  // whole subtree
  out.enumerated(0);  // never dereference
  out.integer(0);
  out.integer(0);
  out.boolean(false);
  filter();
  const auto selection = out.begin(ber::kSequence);
  for (const auto name : attributes) out.octet_string(name);
  out.end(selection);
  out.end(search);
}

}  // namespace

void append_bind(std::string& out, std::int64_t id, const Account& account) {
  ber::Writer writer(out);
  const auto message = writer.begin(ber::kSequence);
  writer.integer(id);
  const auto bind = writer.begin(kBindRequest);
  writer.integer(3);
  writer.octet_string(account.dn);
  writer.octet_string(account.secret, ber::context_primitive(0));
  writer.end(bind);
  writer.end(message);
}

void append_unbind(std::string& out, std::int64_t id) {
  ber::Writer writer(out);
  const auto message = writer.begin(ber::kSequence);
  writer.integer(id);
  writer.null(kUnbindRequest);
  writer.end(message);
}

void append_search(std::string& out, std::int64_t id, const std::string& base, Kind kind,
                   const Person& person) {
  ber::Writer writer(out);
  const auto message = writer.begin(ber::kSequence);
  writer.integer(id);
  const auto attributes = kind == Kind::kGroups
                              ? std::span<const std::string_view>(kGroupAttributes)
                              : std::span<const std::string_view>(kUserAttributes);
  append_search_request(writer, base, attributes, [&] { login_filter(writer, kind, person); });
  writer.end(message);
}

void append_page(std::string& out, std::int64_t id, const std::string& base,
                 std::string_view cookie) {
  ber::Writer writer(out);
  const auto message = writer.begin(ber::kSequence);
  writer.integer(id);
  append_search_request(writer, base, kUserAttributes, [&] { enumeration_filter(writer); });
  const auto controls = writer.begin(kControls);
  const auto control = writer.begin(ber::kSequence);
  writer.octet_string(ldap::protocol::kPagedResultsOid);
  writer.boolean(true);
  writer.octet_string(ldap::protocol::encode_paged_results({kPageSize, cookie}));
  writer.end(control);
  writer.end(controls);
  writer.end(message);
}

Result<Answer> read_answer(std::string_view message) {
  ber::Reader whole(message);
  DRAWBRIDGE_TRY(auto inside, whole.enter(ber::kSequence));
  Answer answer;
  DRAWBRIDGE_TRY(answer.id, inside.integer(0, 0x7fffffff));
  DRAWBRIDGE_TRY(const auto operation, inside.next());
  answer.tag = operation.tag;
  answer.contents = operation.contents;
  if (!inside.at_end()) {
    DRAWBRIDGE_TRY(answer.controls, inside.element(kControls));
  }
  return answer;
}

bool is_success(const Answer& answer) {
  ber::Reader contents(answer.contents);
  const auto code = contents.enumerated(0, 0x7fffffff);
  return code && *code == 0;
}

Result<std::string> next_cookie(const Answer& answer) {
  ber::Reader controls(answer.controls);
  while (!controls.at_end()) {
    DRAWBRIDGE_TRY(auto control, controls.enter(ber::kSequence));
    DRAWBRIDGE_TRY(const auto oid, control.octet_string());
    if (oid != ldap::protocol::kPagedResultsOid) continue;
    if (control.peek() == ber::kBoolean) DRAWBRIDGE_CHECK(control.boolean());
    DRAWBRIDGE_TRY(const auto value, control.octet_string());
    DRAWBRIDGE_TRY(const auto page, ldap::protocol::decode_paged_results(value));
    return std::string(page.cookie);
  }
  return fail(ErrorCode::kInvalid, "A page ended without its control.");
}

Result<UniqueFd> connect_and_bind(const std::string& address, const Account& account) {
  DRAWBRIDGE_TRY(auto socket, connect_to(address, false));
  std::string bytes;
  append_bind(bytes, 1, account);
  std::array<char, 1024> received{};
  if (::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) {
    return fail(ErrorCode::kUnavailable, "The connection ended at the bind.");
  }
  const auto size = ::recv(socket.get(), received.data(), received.size(), 0);
  if (size <= 0) return fail(ErrorCode::kUnavailable, "The connection ended at the bind.");
  DRAWBRIDGE_TRY(const auto answer, read_answer({received.data(), static_cast<std::size_t>(size)}));
  if (answer.tag != kBindResponse || !is_success(answer)) {
    return fail(ErrorCode::kForbidden, "The bind was refused.");
  }
  return socket;
}

Result<std::vector<Person>> read_people(const std::string& path) {
  DRAWBRIDGE_TRY(const auto lines, read_lines(path));
  std::vector<Person> people;
  for (const auto& line : lines) {
    const auto fields = split(line, '\t');
    if (fields.size() < 4) return fail(ErrorCode::kInvalid, "The file of names is not users.tsv.");
    DRAWBRIDGE_TRY(const auto groups, parse_integer<int>(fields[3]));
    people.push_back({std::string(fields[0]), std::string(fields[1]), groups});
  }
  if (people.empty()) return fail(ErrorCode::kInvalid, "The file of names is empty.");
  std::shuffle(people.begin(), people.end(), std::minstd_rand(1));
  return people;
}

}  // namespace drawbridge::bench
