#include "http/events/web_hook_dispatcher.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "app/events/visible_events.h"
#include "app/records.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "http/query_string.h"
#include "json/write.h"

namespace drawbridge::http {
namespace {

using domain::AuditEvent;
using domain::WebHook;

constexpr std::size_t kWorkers = 4;
constexpr std::size_t kWorkersForSlow = 2;
constexpr std::size_t kJobsMax = 64;
constexpr std::int64_t kEventsPerRun = 20;
constexpr std::chrono::seconds kSlow{1};
constexpr std::chrono::seconds kStoreInterval{1};
/// Without receivers many commits share one look for a new one.
constexpr std::chrono::milliseconds kIdlePause{20};
constexpr std::size_t kErrorMax = 500;

std::string json_payload(const AuditEvent& event) {
  std::string text;
  json::Writer out(text);
  out.begin_object()
      .field("uuid", event.uuid)
      .field("event_type", event.event_type)
      .field("message", event.message)
      .field("created", event.created.iso8601())
      .field("actor", event.actor_name)
      .field("object_kind", event.object_kind)
      .field("object_uuid", event.object_uuid)
      .key("context")
      .raw(event.context.text);
  out.end_object();
  return text;
}

std::string form_payload(const AuditEvent& event) {
  std::string text;
  const auto add = [&text](std::string_view name, std::string_view value) {
    if (!text.empty()) text += '&';
    text.append(name).append("=").append(percent_encode(value));
  };
  add("uuid", event.uuid.hex());
  add("event_type", event.event_type);
  add("message", event.message);
  add("created", event.created.iso8601());
  add("actor", event.actor_name);
  add("object_kind", event.object_kind);
  add("object_uuid", event.object_uuid.hex());
  add("context", event.context.text);
  return text;
}

WebHookRequest request_for(const WebHook& hook, const AuditEvent& event) {
  WebHookRequest request;
  request.url = hook.destination_url;
  const bool is_form = hook.content_type == "form";
  request.content_type = is_form ? "application/x-www-form-urlencoded" : "application/json";
  request.body = is_form ? form_payload(event) : json_payload(event);
  request.headers = {
      {"X-Drawbridge-Signature",
       "sha256=" + hex_encode(crypto::hmac_sha256(hook.secret, request.body))},
      {"X-Drawbridge-Event", event.event_type},
      // The same for every attempt, so that a receiver can tell what it has had already.
      {"X-Drawbridge-Delivery", Uuid::from_name(hook.uuid, event.uuid.hex()).hex()}};
  return request;
}

}  // namespace

WebHookDispatcher::WebHookDispatcher(app::Store& store, app::Writer& writer, const Clock& clock,
                                     Logger& logger, MetricsRegistry& metrics, Options options)
    : store_(&store),
      writer_(&writer),
      clock_(&clock),
      logger_(&logger),
      options_(options),
      readers_(store),
      backlog_(&metrics.gauge("drawbridge_webhook_backlog",
                              "Events that active receivers have yet to be asked about")),
      pool_("webhooks", kWorkers, kJobsMax),
      thread_() {
  const auto count = [&metrics](std::string result) {
    return &metrics.counter("drawbridge_webhook_deliveries_total",
                            "Attempts to deliver an event to a receiver",
                            {{"result", std::move(result)}});
  };
  delivered_ = count("delivered");
  failed_ = count("failed");
  refused_ = count("refused");
  thread_ = std::thread([this] { loop(); });
}

WebHookDispatcher::~WebHookDispatcher() { stop(); }

void WebHookDispatcher::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(has_news_, true)) return;
  }
  news_.notify_one();
}

void WebHookDispatcher::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (is_stopped_.exchange(true)) return;
  }
  news_.notify_one();
  thread_.join();
  pool_.stop();
  store_states();
}

void WebHookDispatcher::loop() {
  name_this_thread("webhooks");
  const auto reader = store_->reader();
  auto stored = std::chrono::steady_clock::now();
  while (wait_for_work()) {
    if (reader) refresh(**reader);
    start_deliveries();
    const auto now = std::chrono::steady_clock::now();
    if (now - stored < kStoreInterval) continue;
    stored = now;
    store_states();
  }
}

bool WebHookDispatcher::wait_for_work() {
  std::unique_lock lock(mutex_);
  const bool may_sleep = std::all_of(lines_.begin(), lines_.end(), [](const auto& line) {
    return !line.second.is_dirty && line.second.state.failed_attempts == 0;
  });
  const auto sleep = may_sleep ? std::chrono::milliseconds(30000) : options_.first_delay / 4;
  news_.wait_for(lock, sleep, [this] { return has_news_ || is_stopped_; });
  if (lines_.empty()) news_.wait_for(lock, kIdlePause, [this] { return is_stopped_.load(); });
  has_news_ = false;
  return !is_stopped_;
}

void WebHookDispatcher::refresh(app::StoreReader& reader) {
  const auto end = app::newest_event(reader);
  const auto hooks = app::list<WebHook>(reader, app::where::is_true("is_active"));
  if (!end || !hooks) return;
  const std::lock_guard lock(mutex_);
  end_ = *end;
  std::map<Uuid, Line> kept;
  for (const auto& hook : *hooks) {
    auto& line = kept[hook.uuid];
    const auto found = lines_.find(hook.uuid);
    const bool is_known = found != lines_.end();
    if (is_known) line = std::move(found->second);
    const bool is_changed = is_known && line.hook.modified != hook.modified;
    line.hook = hook;
    if (!is_known) {
      line.state = {hook.uuid, hook.delivered_sequence, hook.failed_attempts, hook.next_attempt_at,
                    hook.last_error};
    } else if (is_changed) {  // perhaps it works now
      line.state.next_attempt_at.reset();
    }
  }
  for (auto& [uuid, line] : lines_) {  // what still runs, or is not stored yet
    if (kept.contains(uuid) || !(line.is_busy || line.is_dirty)) continue;
    line.hook.is_active = false;
    kept.emplace(uuid, line);
  }
  lines_ = std::move(kept);
}

void WebHookDispatcher::start_deliveries() {
  const auto now = clock_->now();
  const std::lock_guard lock(mutex_);
  std::size_t slow = 0;
  std::int64_t backlog = 0;
  for (const auto& [uuid, line] : lines_) {
    if (line.is_busy && line.is_slow) ++slow;
    backlog += std::max<std::int64_t>(0, end_ - line.state.delivered_sequence);
  }
  backlog_->set(backlog);
  for (auto& [uuid, line] : lines_) {
    const auto& state = line.state;
    const bool is_due = !state.next_attempt_at || *state.next_attempt_at <= now;
    if (line.is_busy || !line.hook.is_active || !is_due || state.delivered_sequence >= end_) {
      continue;
    }
    if (line.is_slow && slow >= kWorkersForSlow) continue;
    const bool is_taken = pool_.try_run([this, hook = line.hook, after = state.delivered_sequence,
                                         end = end_] { run(hook.uuid, hook, after, end); });
    if (!is_taken) return;
    line.is_busy = true;
    if (line.is_slow) ++slow;
  }
}

void WebHookDispatcher::run(const Uuid& hook_uuid, const WebHook& hook, std::int64_t after,
                            std::int64_t end) {
  const auto outcome = deliver_some(hook, after, end);
  if (!outcome) note_failed(hook, outcome.error());
  {
    const std::lock_guard lock(mutex_);
    const auto found = lines_.find(hook_uuid);
    if (found != lines_.end()) found->second.is_busy = false;
  }
  wake();
}

Status WebHookDispatcher::deliver_some(const WebHook& hook, std::int64_t after, std::int64_t end) {
  DRAWBRIDGE_TRY(auto lease, readers_.lease());
  auto& reader = lease.reader();
  DRAWBRIDGE_TRY(auto owner, app::find<domain::User>(reader, hook.user_uuid));
  if (!owner || !owner->is_active) {
    return fail(ErrorCode::kForbidden, "The receiver's owner is not active.");
  }
  DRAWBRIDGE_TRY(const auto principal,
                 app::load_principal(reader, std::move(*owner), clock_->now()));
  DRAWBRIDGE_TRY(const auto events,
                 app::events_for(reader, hook, principal, after, end, kEventsPerRun));
  for (const auto& event : events) {
    if (is_stopped_ || !deliver(hook, event)) return {};
  }
  if (static_cast<std::int64_t>(events.size()) < kEventsPerRun) {
    note_delivered(hook.uuid, end, false);
  }
  return {};
}

bool WebHookDispatcher::deliver(const WebHook& hook, const AuditEvent& event) {
  WebHookClientOptions options;
  options.allow_private_destinations = options_.allow_private_destinations;
  options.is_cancelled = [this] { return is_stopped_.load(); };
  const auto start = std::chrono::steady_clock::now();
  const auto outcome = post_to_receiver(request_for(hook, event), options);
  const bool is_slow = std::chrono::steady_clock::now() - start > kSlow;
  if (outcome) {
    delivered_->add();
    note_delivered(hook.uuid, event.sequence, is_slow);
    return !is_slow;
  }
  if (is_stopped_) return false;  // broken off by us
  (outcome.error().code == ErrorCode::kForbidden ? refused_ : failed_)->add();
  note_failed(hook, outcome.error());
  return false;
}

void WebHookDispatcher::note_delivered(const Uuid& hook, std::int64_t sequence, bool is_slow) {
  const std::lock_guard lock(mutex_);
  const auto found = lines_.find(hook);
  if (found == lines_.end()) return;
  auto& line = found->second;
  line.state = {hook, sequence, 0, std::nullopt, {}};
  line.is_dirty = true;
  line.is_slow = is_slow;
}

void WebHookDispatcher::note_failed(const WebHook& hook, const Error& error) {
  std::int64_t attempts = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto found = lines_.find(hook.uuid);
    if (found == lines_.end()) return;
    auto& line = found->second;
    attempts = ++line.state.failed_attempts;
    const std::chrono::microseconds delay = delay_after(attempts);
    line.state.next_attempt_at = Timestamp{clock_->now().microseconds + delay.count()};
    line.state.last_error = error.message.substr(0, kErrorMax);
    line.is_dirty = true;
    line.is_slow = true;
  }
  logger_->write(Message::kWebHookFailed,
                 {{"hook", hook.uuid.hex()}, {"attempts", attempts}, {"reason", error.message}});
}

std::chrono::milliseconds WebHookDispatcher::delay_after(std::int64_t failures) {
  const auto doublings = std::min<std::int64_t>(failures - 1, 20);
  const auto longest = options_.longest_delay;
  const auto delay = std::min(longest, options_.first_delay * (std::int64_t{1} << doublings));
  // Between four and six fifths, so that receivers behind one address are not asked all at once.
  std::uniform_int_distribution<std::int64_t> percent(80, 120);
  return std::chrono::milliseconds(delay.count() * percent(random_) / 100);
}

void WebHookDispatcher::store_states() {
  std::vector<app::DeliveryState> states;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [uuid, line] : lines_) {
      if (std::exchange(line.is_dirty, false)) states.push_back(line.state);
    }
  }
  const auto stored = app::store_delivery_states(*writer_, states);
  if (stored) return;
  logger_->write(Message::kStoreFailed,
                 {{"doing", "webhooks"}, {"reason", stored.error().message}});
  const std::lock_guard lock(mutex_);
  for (const auto& state : states) {
    const auto found = lines_.find(state.hook_uuid);
    if (found != lines_.end()) found->second.is_dirty = true;
  }
}

}  // namespace drawbridge::http
