#include "base/text_template.h"

#include "base/text.h"

namespace drawbridge {
namespace {

constexpr std::string_view kOpen = "{{", kClose = "}}";

tl::unexpected<Error> fault(std::string_view what, std::string_view where) {
  return fail(ErrorCode::kInternal,
              "A template has " + std::string(what) + ": " + std::string(where));
}

Status append_line(std::string& out, std::string_view line, const TemplateValues& values) {
  for (auto open = line.find(kOpen); open != line.npos; open = line.find(kOpen)) {
    const auto close = line.find(kClose, open);
    if (close == line.npos) return fault("a name without end", line);
    const auto name = line.substr(open + kOpen.size(), close - open - kOpen.size());
    const auto found = values.texts.find(name);
    if (found == values.texts.end()) return fault("an unknown name", name);
    out += line.substr(0, open);
    out += found->second;
    line.remove_prefix(close + kClose.size());
  }
  out += line;
  out += '\n';
  return {};
}

/// Which part of the template a line is in.
struct Part {
  std::string_view flag;  ///< Empty: in none.
  bool is_kept = true;
};

/// A line that begins or ends a part moves `part` there.
/// @return whether the line is such a one
Result<bool> follow_mark(std::string_view line, const TemplateValues& values, Part& part) {
  if (line.size() <= kOpen.size() + kClose.size() || !line.starts_with(kOpen) ||
      !line.ends_with(kClose)) {
    return false;
  }
  const char kind = line[kOpen.size()];
  if (kind != '#' && kind != '^' && kind != '/') return false;
  const auto begin = kOpen.size() + 1;
  const auto flag = line.substr(begin, line.size() - begin - kClose.size());
  if (kind == '/') {
    if (flag != part.flag) return fault("an end of another part", line);
    part = {};
    return true;
  }
  const auto found = values.flags.find(flag);
  if (found == values.flags.end()) return fault("an unknown flag", flag);
  if (!part.flag.empty()) return fault("a part within a part", line);
  part = {flag, found->second == (kind == '#')};
  return true;
}

}  // namespace

Result<std::string> fill_template(std::string_view text, const TemplateValues& values) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::string out;
  Part part;
  for (const auto line : split(text, '\n')) {
    DRAWBRIDGE_TRY(const bool is_mark, follow_mark(line, values, part));
    if (!is_mark && part.is_kept) DRAWBRIDGE_CHECK(append_line(out, line, values));
  }
  if (!part.flag.empty()) return fault("a part without end", part.flag);
  return out;
}

}  // namespace drawbridge
