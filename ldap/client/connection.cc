#include "ldap/client/connection.h"

#include <fcntl.h>
#include <ldap.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/file.h"
#include "ldap/client/handshake_watch.h"
#include "ldap/client/message_values.h"
#include "ldap/client/printable_text.h"

namespace drawbridge::ldap::client {
namespace {

using Milliseconds = std::chrono::milliseconds;

timeval as_timeval(Milliseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  const std::chrono::microseconds rest = time - seconds;
  return {static_cast<time_t>(seconds.count()), static_cast<suseconds_t>(rest.count())};
}

struct FreeUrl {
  void operator()(LDAPURLDesc* url) const { ldap_free_urldesc(url); }
};
using Url = std::unique_ptr<LDAPURLDesc, FreeUrl>;

Url parsed_url(const std::string& uri) {
  LDAPURLDesc* url = nullptr;
  return Url(ldap_url_parse(uri.c_str(), &url) == LDAP_URL_SUCCESS ? url : nullptr);
}

std::string diagnostic_of(LDAP* session) {
  char* text = nullptr;
  if (ldap_get_option(session, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text) != LDAP_OPT_SUCCESS) return {};
  const LibraryText owned(text);
  return text == nullptr ? std::string() : printable_text(text);
}

ErrorCode code_of_result(int result) {
  switch (result) {
    case LDAP_NO_SUCH_OBJECT:
      return ErrorCode::kNotFound;
    case LDAP_INVALID_CREDENTIALS:
    case LDAP_STRONG_AUTH_REQUIRED:
    case LDAP_CONFIDENTIALITY_REQUIRED:
    case LDAP_INAPPROPRIATE_AUTH:
      return ErrorCode::kUnauthenticated;
    case LDAP_INSUFFICIENT_ACCESS:
      return ErrorCode::kForbidden;
    case LDAP_SIZELIMIT_EXCEEDED:
    case LDAP_ADMINLIMIT_EXCEEDED:
      return ErrorCode::kTooLarge;
    case LDAP_INVALID_DN_SYNTAX:
    case LDAP_FILTER_ERROR:
      return ErrorCode::kInvalid;
    default:
      return ErrorCode::kUnavailable;
  }
}

bool set_flag(LDAP* session, int option, bool on) {
  return ldap_set_option(session, option, on ? LDAP_OPT_ON : LDAP_OPT_OFF) == LDAP_OPT_SUCCESS;
}

bool set_number(LDAP* session, int option, int value) {
  return ldap_set_option(session, option, &value) == LDAP_OPT_SUCCESS;
}

/// What ldap.conf(5) and the environment might have changed is set as well.
bool configure(LDAP* session, const ConnectionOptions& options) {
  const timeval connect_timeout =
      as_timeval(std::min(options.connect_timeout, options.total_timeout));
  const timeval operation_timeout = as_timeval(options.operation_timeout);
  const bool is_set = set_number(session, LDAP_OPT_PROTOCOL_VERSION, LDAP_VERSION3) &&
                      set_flag(session, LDAP_OPT_REFERRALS, false) &&
                      set_flag(session, LDAP_OPT_RESTART, false) &&
                      set_number(session, LDAP_OPT_DEREF, LDAP_DEREF_NEVER) &&
                      set_number(session, LDAP_OPT_SIZELIMIT, LDAP_NO_LIMIT) &&
                      set_number(session, LDAP_OPT_TIMELIMIT, LDAP_NO_LIMIT) &&
                      ldap_set_option(session, LDAP_OPT_NETWORK_TIMEOUT, &connect_timeout) == 0 &&
                      ldap_set_option(session, LDAP_OPT_TIMEOUT, &operation_timeout) == 0 &&
                      set_number(session, LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_HARD);
  if (!is_set) return false;
  if (!options.ca_file.empty() &&
      ldap_set_option(session, LDAP_OPT_X_TLS_CACERTFILE, options.ca_file.c_str()) != 0) {
    return false;
  }
  return true;
}

/// libldap would only say at the first connection, in other words, that there is nothing in it.
Status check_authorities(const std::string& file) {
  constexpr std::size_t kMaxOctets = std::size_t{16} << 20U;
  if (file.empty()) return {};
  DRAWBRIDGE_TRY(const auto text, read_file(file, kMaxOctets));
  if (text.find("-----BEGIN ") != std::string::npos) return {};
  return fail(ErrorCode::kInvalid, "There is no certificate (PEM) in " + file + ".");
}

bool bound_messages(LDAP* session, std::size_t max_octets) {
  Sockbuf* buffer = nullptr;
  ber_len_t max = max_octets;
  return ldap_get_option(session, LDAP_OPT_SOCKBUF, &buffer) == LDAP_OPT_SUCCESS &&
         buffer != nullptr && ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &max) == 1;
}

/// A read in the middle of a TLS record would wait for its end, however long that takes; so the
/// waiting is left to ldap_result, which has a time limit.
bool read_without_waiting(LDAP* session) {
  int fd = -1;
  if (ldap_get_option(session, LDAP_OPT_DESC, &fd) != LDAP_OPT_SUCCESS || fd < 0) return false;
  const int flags = ::fcntl(fd, F_GETFL);
  return flags >= 0 && ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

std::vector<char*> as_names(const std::vector<std::string>& names) {
  std::vector<char*> pointers;
  for (const auto& name : names) pointers.push_back(const_cast<char*>(name.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

int native_scope(SearchScope scope) {
  if (scope == SearchScope::kBase) return LDAP_SCOPE_BASE;
  return scope == SearchScope::kOneLevel ? LDAP_SCOPE_ONELEVEL : LDAP_SCOPE_SUBTREE;
}

tl::unexpected<Error> reference_error(const std::string& target) {
  return fail(ErrorCode::kUnavailable,
              "A part of the directory is elsewhere, at " + target +
                  ", says the server; references are not followed, so that part cannot be read.");
}

}  // namespace

bool sends_clear_text(const ConnectionOptions& options) {
  const auto url = parsed_url(options.uri);
  if (!url) return true;
  if (options.start_tls || url->lud_scheme != std::string_view("ldap")) return false;
  const std::string_view host = url->lud_host == nullptr ? "" : url->lud_host;
  return !(host.empty() || host == "localhost" || host == "::1" || host.starts_with("127."));
}

void Connection::Unbind::operator()(LDAP* session) const {
  (void)ldap_unbind_ext(session, nullptr, nullptr);
}

void Connection::Free::operator()(LDAPMessage* message) const { (void)ldap_msgfree(message); }

Connection::Connection(Session session, const ConnectionOptions& options)
    : session_(std::move(session)),
      uri_(printable_text(options.uri)),
      authorities_(options.ca_file.empty() ? "the system's authorities (TLS_CACERT of ldap.conf)"
                                           : "those in " + options.ca_file),
      operation_timeout_(options.operation_timeout),
      deadline_(std::chrono::steady_clock::now() + options.total_timeout),
      max_message_octets_(options.max_message_octets),
      max_values_(options.max_values) {}

Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const ConnectionOptions& options) {
  const auto url = parsed_url(options.uri);
  LDAP* raw = nullptr;
  // A list of URIs would be tried one after another, each with its own time limit.
  if (!url || options.uri.find_first_of(" ,\t\n") != std::string::npos ||
      ldap_initialize(&raw, options.uri.c_str()) != LDAP_SUCCESS) {
    return fail(ErrorCode::kInvalid, "Not a URI of a directory, such as ldaps://ldap.example.org.",
                "uri");
  }
  if (options.start_tls && url->lud_scheme != std::string_view("ldap")) {
    Unbind()(raw);
    return fail(ErrorCode::kInvalid, "StartTLS is for ldap:// only.", "uri");
  }
  Connection connection(Session(raw), options);
  DRAWBRIDGE_CHECK(check_authorities(options.ca_file));
  if (!configure(raw, options) || !set_number(raw, LDAP_OPT_X_TLS_NEWCTX, 0)) {
    return fail(ErrorCode::kUnavailable, "libldap refuses the TLS settings.");
  }
  if (!bound_messages(raw, options.max_message_octets)) {
    return fail(ErrorCode::kInternal, "libldap does not bound its messages.");
  }
  connection.watch_ =
      std::make_unique<HandshakeWatch>(options.connect_timeout, connection.deadline_);
  if (!connection.watch_->watch_next_connection(raw)) {
    return fail(ErrorCode::kInternal, "libldap takes no callback.");
  }
  const int code = ldap_connect(raw);
  DRAWBRIDGE_CHECK(connection.judge_handshake(code, "connecting"));
  if (options.start_tls) DRAWBRIDGE_CHECK(connection.start_tls());
  if (!read_without_waiting(raw)) {
    return fail(ErrorCode::kInternal, "libldap does not tell its socket.");
  }
  return connection;
}

Status Connection::start_tls() {
  int id = 0;
  if (const int code = ldap_start_tls(session_.get(), nullptr, nullptr, &id);
      code != LDAP_SUCCESS) {
    return library_error(code, "asking for StartTLS");
  }
  DRAWBRIDGE_TRY(const auto answer, await(id));
  DRAWBRIDGE_CHECK(judge(answer.get(), "StartTLS", nullptr));
  DRAWBRIDGE_CHECK(watch_->watch(session_.get()));
  return judge_handshake(ldap_install_tls(session_.get()), "the TLS handshake");
}

Status Connection::judge_handshake(int code, std::string_view doing) {
  const bool was_cut = watch_->stop();
  if (was_cut) return fail(ErrorCode::kUnavailable, uri_ + " is too slow in the TLS handshake.");
  if (code == LDAP_SUCCESS) return {};
  if (!watch_->has_begun()) return library_error(code, doing);
  // GnuTLS tells libldap more than libldap passes on.
  return fail(ErrorCode::kUnavailable,
              uri_ + " is not trusted: its certificate does not descend from " + authorities_ +
                  ", is for another name or out of date, or the server speaks no TLS there.");
}

Status Connection::bind(const std::string& name, const Secret& password) {
  const auto secret = password.reveal();
  berval credentials{static_cast<ber_len_t>(secret.size()), const_cast<char*>(secret.data())};
  int id = 0;
  const int code = ldap_sasl_bind(session_.get(), name.c_str(), LDAP_SASL_SIMPLE, &credentials,
                                  nullptr, nullptr, &id);
  if (code != LDAP_SUCCESS) return library_error(code, "binding");
  DRAWBRIDGE_TRY(const auto answer, await(id));
  return judge(answer.get(), "the bind", nullptr);
}

Status Connection::search(const SearchRequest& request, const EntrySink& sink) {
  std::string cookie;
  std::uint64_t entries = 0;
  while (true) {
    DRAWBRIDGE_TRY(auto page, search_page(request, cookie, entries, sink));
    entries += page.entries;
    if (page.cookie.empty()) return {};
    cookie = std::move(page.cookie);
  }
}

Result<Connection::Page> Connection::search_page(const SearchRequest& request,
                                                 const std::string& cookie,
                                                 std::uint64_t entries_before,
                                                 const EntrySink& sink) {
  DRAWBRIDGE_TRY(const int id, send_search(request, cookie));
  Page page;
  while (true) {
    DRAWBRIDGE_TRY(const auto message, await(id));
    switch (ldap_msgtype(message.get())) {
      case LDAP_RES_SEARCH_ENTRY: {
        if (entries_before + ++page.entries > request.max_entries) {
          return fail(ErrorCode::kTooLarge, uri_ + " answers with more than " +
                                                std::to_string(request.max_entries) + " entries.");
        }
        DRAWBRIDGE_TRY(auto entry, entry_of(message.get()));
        DRAWBRIDGE_CHECK(sink(std::move(entry)));
        break;
      }
      case LDAP_RES_SEARCH_REFERENCE:
        return reference_error(reference_of(session_.get(), message.get()));
      case LDAP_RES_SEARCH_RESULT:
        DRAWBRIDGE_CHECK(
            judge(message.get(), "the search of " + printable_text(request.base), &page.cookie));
        return page;
      default:
        break;  // an intermediate response (RFC 4511 section 4.13) of a control we did not send
    }
  }
}

Result<int> Connection::send_search(const SearchRequest& request, const std::string& cookie) {
  auto names = as_names(request.attributes);
  LDAPControl* paging = nullptr;
  berval position{static_cast<ber_len_t>(cookie.size()), const_cast<char*>(cookie.data())};
  if (request.page_size > 0) {
    const int code =
        ldap_create_page_control(session_.get(), request.page_size, &position, 0, &paging);
    if (code != LDAP_SUCCESS) return library_error(code, "preparing a page");
  }
  LDAPControl* controls[] = {paging, nullptr};
  int id = 0;
  const int code = ldap_search_ext(
      session_.get(), request.base.c_str(), native_scope(request.scope), request.filter.c_str(),
      request.attributes.empty() ? nullptr : names.data(), 0,
      paging == nullptr ? nullptr : controls, nullptr, nullptr, LDAP_NO_LIMIT, &id);
  if (paging != nullptr) ldap_control_free(paging);
  if (code != LDAP_SUCCESS) return library_error(code, "sending a search");
  return id;
}

Result<Connection::Message> Connection::await(int message_id) {
  const auto too_slow = [this] {
    return fail(ErrorCode::kUnavailable, uri_ + " is too slow: the time for all of it is over.");
  };
  const auto left =
      std::chrono::duration_cast<Milliseconds>(deadline_ - std::chrono::steady_clock::now());
  if (left <= Milliseconds(0)) return too_slow();
  timeval patience = as_timeval(std::min(left, operation_timeout_));
  LDAPMessage* raw = nullptr;
  errno = 0;
  const int type = ldap_result(session_.get(), message_id, LDAP_MSG_ONE, &patience, &raw);
  const int fault = errno;
  Message message(raw);
  if (type > 0) return message;
  if (type == 0 && left < operation_timeout_) return too_slow();
  if (type == 0) {
    return fail(ErrorCode::kUnavailable, uri_ + " does not answer: nothing came for " +
                                             std::to_string(operation_timeout_.count()) + " ms.");
  }
  if (fault == ERANGE) {
    return fail(ErrorCode::kTooLarge, uri_ + " sends a message of more than " +
                                          std::to_string(max_message_octets_) + " octets.");
  }
  int code = LDAP_OTHER;
  (void)ldap_get_option(session_.get(), LDAP_OPT_RESULT_CODE, &code);
  return library_error(code, "waiting for an answer");
}

Result<PlainEntry> Connection::entry_of(LDAPMessage* message) const {
  auto entry = decoded_entry(session_.get(), message, max_values_);
  if (entry) return entry;
  return fail(entry.error().code, uri_ + ": " + entry.error().message);
}

Status Connection::judge(LDAPMessage* message, std::string_view operation,
                         std::string* cookie) const {
  DRAWBRIDGE_TRY(auto outcome, decoded_result(session_.get(), message));
  if (outcome.code == LDAP_SUCCESS) {
    if (cookie != nullptr) *cookie = std::move(outcome.page_cookie);
    return {};
  }
  if (outcome.code == LDAP_REFERRAL) return reference_error(outcome.referral);
  std::string sentence = uri_ + " answers " + std::string(operation) + " with " +
                         std::to_string(outcome.code) + " (" + ldap_err2string(outcome.code) + ")";
  if (!outcome.text.empty()) sentence += ": " + outcome.text;
  return fail(code_of_result(outcome.code), sentence + (sentence.ends_with('.') ? "" : "."));
}

tl::unexpected<Error> Connection::library_error(int code, std::string_view doing) const {
  std::string sentence = uri_ + ", " + std::string(doing) + ": " + ldap_err2string(code);
  if (const auto text = diagnostic_of(session_.get()); !text.empty()) sentence += " (" + text + ")";
  const bool is_our_fault = code == LDAP_FILTER_ERROR || code == LDAP_PARAM_ERROR;
  return fail(is_our_fault ? ErrorCode::kInvalid : ErrorCode::kUnavailable, sentence + ".");
}

}  // namespace drawbridge::ldap::client
