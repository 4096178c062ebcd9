#include "app/rows.h"

#include "json/read.h"
#include "json/write.h"

namespace drawbridge::app {
namespace {

template <class List, class Print>
std::string list_text(const List& list, Print print) {
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const auto& item : list) writer.value(print(item));
  writer.end_array();
  return text;
}

}  // namespace

std::string list_to_text(const domain::StringList& list) {
  return list_text(list, [](const std::string& item) { return item; });
}

std::string list_to_text(const domain::UuidList& list) {
  return list_text(list, [](const Uuid& item) { return item.hex(); });
}

void text_to_list(const std::string& text, domain::StringList& list) {
  list.clear();
  const auto value = json::parse(text);
  if (!value || !value->is_array()) return;
  for (const auto& item : *value) {
    if (item.is_string()) list.push_back(item.template get<std::string>());
  }
}

void text_to_list(const std::string& text, domain::UuidList& list) {
  domain::StringList words;
  text_to_list(text, words);
  list.clear();
  for (const auto& word : words) {
    if (const auto uuid = Uuid::parse(word)) list.push_back(*uuid);
  }
}

}  // namespace drawbridge::app
