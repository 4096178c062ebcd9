#include "cli/table.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace drawbridge::cli {
namespace {

using Cells = std::vector<std::string>;

/// Text from the database must not move the cursor of the terminal it is shown on.
std::string shown(const json::Value& value) {
  std::string text = "-";
  if (value.is_string()) {
    text = value.get<std::string>();
  } else if (!value.is_null()) {
    text = value.dump();
  }
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == '\x7f'; }, '?');
  return text.empty() ? "-" : text;
}

/// Characters, not bytes; good enough to align names of most scripts.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

std::string aligned(const std::vector<Cells>& lines) {
  std::vector<std::size_t> widths;
  for (const auto& line : lines) {
    widths.resize(std::max(widths.size(), line.size()));
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
  }
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      text += line[i];
      if (i + 1 < line.size()) text.append(widths[i] - width(line[i]) + 2, ' ');
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::string table(const json::Value& rows, const std::vector<std::string>& columns) {
  std::vector<Cells> lines = {columns};
  for (const auto& row : rows) {
    Cells cells;
    for (const auto& column : columns) cells.push_back(shown(row.value(column, json::Value())));
    lines.push_back(std::move(cells));
  }
  return aligned(lines);
}

}  // namespace drawbridge::cli
