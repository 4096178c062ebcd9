#include "cli/difference_report.h"

#include <string_view>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "base/utf8.h"
#include "json/write.h"
#include "ldap/client/printable_text.h"

namespace drawbridge::cli {
namespace {

using ldap::client::AttributeDifference;
using ldap::client::printable_text;

/// A directory that holds hashes of passwords is no reason to print them.
bool is_secret(std::string_view attribute) {
  return equal_ignoring_case(attribute, "userPassword") || attribute.starts_with("samba") ||
         equal_ignoring_case(attribute, "krbPrincipalKey");
}

class TextReport final : public DifferenceReport {
 public:
  explicit TextReport(daemon::Console& console) : console_(&console) {}

  void missing(const std::string& dn) override { write("missing", dn); }
  void extra(const std::string& dn) override { write("extra", dn); }

  void stale(const std::string& dn, const std::vector<AttributeDifference>& what) override {
    write("stale", dn);
    for (const auto& difference : what) {
      console_->write_out(
          fmt::format("  {}: {}\n", printable_text(difference.name), told(difference)));
    }
  }

  void finish(const ldap::client::VerificationOutcome& outcome) override {
    for (const auto& name : outcome.not_compared) {
      console_->write_out("not compared: " + name + ", which the directory shows nowhere\n");
    }
    if (outcome.is_equal()) {
      console_->write_out(fmt::format("equal: {} entries\n", outcome.compared));
      return;
    }
    console_->write_out(fmt::format("different: {} missing, {} extra, {} stale, of {} entries\n",
                                    outcome.missing, outcome.extra, outcome.stale,
                                    outcome.compared));
  }

 private:
  void write(std::string_view kind, const std::string& dn) {
    constexpr std::size_t kWholeName = 8192;
    console_->write_out(fmt::format("{} {}\n", kind, printable_text(dn, kWholeName)));
  }

  static std::string told(const AttributeDifference& difference) {
    const std::string found = values(difference.name, difference.found);
    const std::string expected = values(difference.name, difference.expected);
    if (difference.found.empty()) return "missing " + expected;
    if (difference.expected.empty()) return "extra " + found;
    return "found " + found + "; expected " + expected;
  }

  static std::string values(std::string_view attribute, const std::vector<std::string>& values) {
    constexpr std::size_t kShown = 5;
    if (is_secret(attribute)) return "a secret";
    std::string text;
    for (std::size_t i = 0; i < values.size() && i < kShown; ++i) {
      text.append(i == 0 ? "\"" : ", \"").append(printable_text(values[i])).append("\"");
    }
    if (values.size() > kShown) text += fmt::format(" and {} more", values.size() - kShown);
    return text;
  }

  daemon::Console* console_;
};

class JsonReport final : public DifferenceReport {
 public:
  /// Written with the first of it, so that a directory that cannot be read leaves nothing.
  static constexpr std::string_view kHead = "{\"differences\":[";

  explicit JsonReport(daemon::Console& console) : console_(&console) {}

  void missing(const std::string& dn) override { write("missing", dn, nullptr); }
  void extra(const std::string& dn) override { write("extra", dn, nullptr); }
  void stale(const std::string& dn, const std::vector<AttributeDifference>& what) override {
    write("stale", dn, &what);
  }

  void finish(const ldap::client::VerificationOutcome& outcome) override {
    std::string text;
    json::Writer out(text);
    out.begin_object().field("equal", outcome.is_equal());
    out.field("compared", outcome.compared).field("missing", outcome.missing);
    out.field("extra", outcome.extra).field("stale", outcome.stale);
    out.key("not_compared").begin_array();
    for (const auto& name : outcome.not_compared) out.value(name);
    out.end_array().end_object();
    if (is_first_) console_->write_out(kHead);
    // The members of one object, of which the differences came first.
    console_->write_out("]," + text.substr(1) + "\n");
  }

 private:
  void write(std::string_view kind, const std::string& dn,
             const std::vector<AttributeDifference>* what) {
    std::string text;
    json::Writer out(text);
    out.begin_object().field("kind", kind).field("dn", dn);
    if (what != nullptr) {
      out.key("attributes").begin_array();
      for (const auto& difference : *what) write_attribute(out, difference);
      out.end_array();
    }
    out.end_object();
    console_->write_out(is_first_ ? kHead : ",");
    console_->write_out("\n" + text);
    is_first_ = false;
  }

  static void write_attribute(json::Writer& out, const AttributeDifference& difference) {
    out.begin_object().field("attribute", difference.name);
    write_values(out, "found", difference, difference.found);
    write_values(out, "expected", difference, difference.expected);
    out.end_object();
  }

  static void write_values(json::Writer& out, std::string_view key,
                           const AttributeDifference& difference,
                           const std::vector<std::string>& values) {
    out.key(key).begin_array();
    for (const auto& value : values) {
      if (is_secret(difference.name)) {
        out.null();
      } else if (valid_utf8(value)) {
        out.value(value);
      } else {
        out.begin_object().field("base64", base64_encode(value)).end_object();
      }
    }
    out.end_array();
  }

  daemon::Console* console_;
  bool is_first_ = true;
};

}  // namespace

std::unique_ptr<DifferenceReport> DifferenceReport::make(ReportFormat format,
                                                         daemon::Console& console) {
  if (format == ReportFormat::kJson) return std::make_unique<JsonReport>(console);
  return std::make_unique<TextReport>(console);
}

}  // namespace drawbridge::cli
