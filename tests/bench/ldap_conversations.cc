#include "bench/ldap_conversations.h"

#include <functional>
#include <optional>

#include "ldap/ber/reader.h"

namespace drawbridge::bench {
namespace {

/// The name in `uid=<name>,...`, which an entry begins with; empty when it is another entry.
std::string_view uid_of(const Answer& entry) {
  constexpr std::string_view kBegin = "uid=";
  ldap::ber::Reader contents(entry.contents);
  const auto name = contents.octet_string();
  if (!name || !name->starts_with(kBegin)) return {};
  const auto comma = name->find(',');
  return comma == std::string_view::npos ? std::string_view()
                                         : name->substr(kBegin.size(), comma - kBegin.size());
}

/// Independent of the order when added up.
std::uint64_t digest_of(std::string_view uid) { return std::hash<std::string_view>()(uid); }

/// A search for a person that waits for its answer.
struct Search {
  const Person* person = nullptr;
  SteadyClock::time_point begin;
  int entries = 0;
  bool is_right = true;

  void see_entry(const Task& task, const Answer& answer) {
    ++entries;
    if (task.takes_any_answer || task.kind == Kind::kGroups) return;
    is_right = is_right && uid_of(answer) == person->uid;
  }

  bool ends_right(const Task& task, const Answer& answer) const {
    if (answer.tag != kSearchDone || !is_success(answer) || !is_right) return false;
    if (task.takes_any_answer) return true;
    return entries == (task.kind == Kind::kGroups ? person->groups : 1);
  }
};

/// Some searches at a time.
class Searches : public Conversation {
 public:
  explicit Searches(Task& task) : Conversation(task), places_(task.in_flight) {}

  void begin(std::string& out, SteadyClock::time_point) override {
    for (std::size_t place = 0; place < places_.size(); ++place) ask(place, out);
  }

  Next take(const Answer& answer, std::string& out) override {
    const auto place = static_cast<std::size_t>(answer.id) - 1;
    if (place >= places_.size()) {
      ++task().seen.wrong;
      return Next::kGoOn;
    }
    Search& search = places_[place];
    if (answer.tag == kSearchEntry) {
      search.see_entry(task(), answer);
      return Next::kGoOn;
    }
    if (!task().is_over) task().seen.entries += static_cast<std::uint64_t>(search.entries);
    if (task().finish(search.begin, search.ends_right(task(), answer))) ask(place, out);
    return Next::kGoOn;
  }

 private:
  void ask(std::size_t place, std::string& out) {
    places_[place] = {&task().next_person(), SteadyClock::now()};
    ++task().outstanding;
    append_search(out, static_cast<std::int64_t>(place) + 1, task().base, task().kind,
                  *places_[place].person);
  }

  std::vector<Search> places_;
};

/// One bind after the other, as RFC 4511 section 4.2.1 wants it.
class Binds : public Conversation {
 public:
  using Conversation::Conversation;

  void begin(std::string& out, SteadyClock::time_point) override { ask(out); }

  Next take(const Answer& answer, std::string& out) override {
    if (task().finish(begin_, answer.tag == kBindResponse && is_success(answer))) ask(out);
    return Next::kGoOn;
  }

 private:
  void ask(std::string& out) {
    begin_ = SteadyClock::now();
    ++task().outstanding;
    append_bind(out, 1, task().account);
  }

  SteadyClock::time_point begin_;
};

/// All accounts, again and again; each page is a request.
class Enumeration : public Conversation {
 public:
  explicit Enumeration(Task& task) : Conversation(task), everybody_(digest(task.people)) {}

  void begin(std::string& out, SteadyClock::time_point) override {
    restart();
    ask({}, out);
  }

  Next take(const Answer& answer, std::string& out) override {
    if (answer.tag == kSearchEntry) {
      const auto uid = uid_of(answer);
      is_right_ = is_right_ && !uid.empty();
      digest_ += digest_of(uid);
      ++on_page_;
      if (!task().is_over) ++task().seen.entries;
      return Next::kGoOn;
    }
    const auto cookie = next_cookie(answer);
    const bool is_last = cookie && cookie->empty();
    is_right_ = is_right_ && cookie && is_success(answer) && (is_last || on_page_ == kPageSize);
    seen_ += on_page_;
    if (is_last) {
      is_right_ = is_right_ && seen_ == task().people.size() && digest_ == everybody_;
    }
    if (!task().finish(page_begin_, is_right_)) return Next::kGoOn;
    if (is_last) {
      task().seen.add_whole(begin_, SteadyClock::now());
      restart();
    }
    ask(is_right_ ? *cookie : std::string(), out);
    return Next::kGoOn;
  }

 private:
  void restart() {
    begin_ = SteadyClock::now();
    seen_ = 0;
    digest_ = 0;
    is_right_ = true;
  }

  void ask(std::string_view cookie, std::string& out) {
    page_begin_ = SteadyClock::now();
    on_page_ = 0;
    ++task().outstanding;
    append_page(out, 1, task().base, cookie);
  }

  std::uint64_t everybody_;
  SteadyClock::time_point begin_, page_begin_;
  std::size_t seen_ = 0, on_page_ = 0;
  std::uint64_t digest_ = 0;
  bool is_right_ = true;
};

/// What a short-lived client does: connect, bind, search, close.
class Visits : public Conversation {
 public:
  using Conversation::Conversation;

  void begin(std::string& out, SteadyClock::time_point opened) override {
    ++task().outstanding;
    search_ = {&task().next_person(), opened};
    append_bind(out, kBindId, task().account);
  }

  Next take(const Answer& answer, std::string& out) override {
    if (answer.id == kBindId) {
      search_.is_right = answer.tag == kBindResponse && is_success(answer);
      append_search(out, kSearchId, task().base, Kind::kUid, *search_.person);
      return Next::kGoOn;
    }
    if (answer.tag == kSearchEntry) {
      search_.see_entry(task(), answer);
      return Next::kGoOn;
    }
    append_unbind(out, kUnbindId);
    task().finish(search_.begin, search_.ends_right(task(), answer));
    return Next::kReconnect;
  }

 private:
  static constexpr std::int32_t kBindId = 1, kSearchId = 2, kUnbindId = 3;

  Search search_;
};

}  // namespace

bool Task::finish(SteadyClock::time_point begin, bool is_right) {
  --outstanding;
  if (!is_right) ++seen.wrong;
  if (!is_over) seen.add(begin, SteadyClock::now());
  return !is_over;
}

std::unique_ptr<Conversation> make_conversation(Task& task) {
  switch (task.kind) {
    case Kind::kBind:
      return std::make_unique<Binds>(task);
    case Kind::kPaged:
      return std::make_unique<Enumeration>(task);
    case Kind::kConnect:
      return std::make_unique<Visits>(task);
    case Kind::kUid:
    case Kind::kNumber:
    case Kind::kGroups:
      break;
  }
  return std::make_unique<Searches>(task);
}

std::uint64_t digest(const std::vector<Person>& people) {
  std::uint64_t sum = 0;
  for (const auto& person : people) sum += digest_of(person.uid);
  return sum;
}

}  // namespace drawbridge::bench
