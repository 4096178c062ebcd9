#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "app/state_file/state_file.h"
#include "domain/field_types.h"
#include "domain/words.h"
#include "json/read.h"
#include "json/write.h"

/// Fields of a state file line, read into a record by the record's own field list.
namespace drawbridge::app {

/// Collects what is wrong with one line.
class LineFaults {
 public:
  void add(std::string_view field, std::string reason) {
    faults_.push_back({0, std::string(field), std::move(reason)});
  }
  /// Notes the error of a failed check; true when there was none.
  bool check(const Status& status, std::string_view field = {}) {
    if (status) return true;
    add(field.empty() ? std::string_view(status.error().field) : field, status.error().message);
    return false;
  }
  bool empty() const { return faults_.empty(); }
  std::vector<StateFault>& faults() { return faults_; }

 private:
  std::vector<StateFault> faults_;
};

template <class T>
bool read_state_value(const json::Value& value, T& field, std::string_view name,
                      LineFaults& faults);

template <class T>
bool read_state_list(const json::Value& value, T& field, std::string_view name,
                     LineFaults& faults) {
  if (!value.is_array()) {
    faults.add(name, "Expected a list of items.");
    return false;
  }
  T items;
  for (const auto& item : value) {
    if (!read_state_value(item, items.emplace_back(), name, faults)) return false;
  }
  field = std::move(items);
  return true;
}

/// Reads one value of the field's own type; false with a fault otherwise.
template <class T>
bool read_state_value(const json::Value& value, T& field, std::string_view name,
                      LineFaults& faults) {
  const auto refuse = [&](std::string reason) {
    faults.add(name, std::move(reason));
    return false;
  };
  if constexpr (std::is_same_v<T, domain::StringList> || std::is_same_v<T, domain::UuidList>) {
    return read_state_list(value, field, name, faults);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_boolean()) return refuse("Must be a valid boolean.");
    field = value.get<bool>();
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    if (!value.is_number_integer() || value.is_number_unsigned() == (value < 0)) {
      return refuse("A valid integer is required.");
    }
    field = value.get<std::int64_t>();
  } else if constexpr (std::is_same_v<T, domain::JsonText>) {
    if (!value.is_object()) return refuse("A JSON object is expected.");
    field.text = json::canonical(value);
  } else if constexpr (requires { field.reset(); }) {
    if (value.is_null()) {
      field.reset();
      return true;
    }
    return read_state_value(value, field.emplace(), name, faults);
  } else {
    if (value.is_null()) return refuse("This field may not be null.");
    if (!value.is_string()) return refuse("Not a valid string.");
    const auto& text = value.get_ref<const std::string&>();
    if constexpr (std::is_same_v<T, std::string>) {
      field = text;
    } else if constexpr (domain::HasWords<T>) {
      const auto word = domain::from_word<T>(text);
      if (!word) return refuse("\"" + text + "\" is not a valid choice.");
      field = *word;
    } else {
      const auto parsed = T::parse(text);
      if (!parsed) return refuse(parsed.error().message);
      field = *parsed;
    }
  }
  return true;
}

/// Reads the line's fields over `record`; unknown ones and missing required ones are faults.
template <class R>
void read_state_fields(const json::Value& line, R& record, LineFaults& faults) {
  std::set<std::string, std::less<>> known = {"kind"};
  visit_fields(record, [&](std::string_view name, auto& field, domain::FieldUse use) {
    if (use == domain::FieldUse::kInternal) return;
    known.emplace(name);
    const auto found = line.find(name);
    if (found == line.end()) {
      if (use == domain::FieldUse::kRequired) faults.add(name, "This field is required.");
      return;
    }
    read_state_value(*found, field, name, faults);
  });
  for (const auto& [name, value] : line.items()) {
    if (!known.contains(name)) faults.add(name, "Unknown field.");
  }
}

}  // namespace drawbridge::app
