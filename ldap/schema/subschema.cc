#include "ldap/schema/subschema.h"

#include <fmt/format.h>

#include "ldap/schema/attribute_type.h"
#include "ldap/schema/matching.h"
#include "ldap/schema/matching_rule.h"
#include "ldap/schema/object_class.h"
#include "ldap/schema/syntax.h"

namespace drawbridge::ldap::schema {

namespace {

std::string_view print(ClassKind kind) {
  switch (kind) {
    case ClassKind::kAbstract:
      return "ABSTRACT";
    case ClassKind::kStructural:
      return "STRUCTURAL";
    case ClassKind::kAuxiliary:
      return "AUXILIARY";
  }
  return {};
}

std::string_view print(Usage usage) {
  switch (usage) {
    case Usage::kUserApplications:
      return {};
    case Usage::kDirectoryOperation:
      return " USAGE directoryOperation";
    case Usage::kDistributedOperation:
      return " USAGE distributedOperation";
    case Usage::kDsaOperation:
      return " USAGE dSAOperation";
  }
  return {};
}

/// ` KEYWORD name` or ` KEYWORD ( name $ name )` (RFC 4512 section 4.1, oids); nothing for none.
std::string print_types(std::string_view keyword, std::span<const AttributeId> types) {
  if (types.empty()) return {};
  std::string names;
  for (const AttributeId id : types) {
    if (!names.empty()) names += " $ ";
    names += attribute_type(id).name;
  }
  return types.size() == 1 ? fmt::format(" {} {}", keyword, names)
                           : fmt::format(" {} ( {} )", keyword, names);
}

std::string print_rule(std::string_view keyword, MatchingRule rule) {
  return rule == MatchingRule::kNone ? std::string()
                                     : fmt::format(" {} {}", keyword, describe(rule).name);
}

std::string print_names(const AttributeType& type) {
  return type.alias.empty() ? fmt::format("'{}'", type.name)
                            : fmt::format("( '{}' '{}' )", type.name, type.alias);
}

}  // namespace

std::vector<std::string> object_class_descriptions() {
  std::vector<std::string> result;
  for (const ObjectClass& c : object_classes()) {
    const std::string superior = c.superior.empty() ? "" : fmt::format(" SUP {}", c.superior);
    result.push_back(fmt::format("( {} NAME '{}'{} {}{}{} )", c.oid, c.name, superior,
                                 print(c.kind), print_types("MUST", c.must),
                                 print_types("MAY", c.may)));
  }
  return result;
}

std::vector<std::string> attribute_type_descriptions() {
  std::vector<std::string> result;
  for (const AttributeType& t : attribute_types()) {
    result.push_back(fmt::format(
        "( {} NAME {}{}{}{} SYNTAX {}{}{}{} )", t.oid, print_names(t),
        print_rule("EQUALITY", t.equality), print_rule("ORDERING", t.ordering),
        print_rule("SUBSTR", t.substrings), t.syntax, t.is_single_valued ? " SINGLE-VALUE" : "",
        t.is_read_only ? " NO-USER-MODIFICATION" : "", print(t.usage)));
  }
  return result;
}

std::vector<std::string> matching_rule_descriptions() {
  std::vector<std::string> result;
  for (std::size_t i = 1; i < kMatchingRuleCount; ++i) {
    const auto& rule = describe(static_cast<MatchingRule>(i));
    result.push_back(fmt::format("( {} NAME '{}' SYNTAX {} )", rule.oid, rule.name, rule.syntax));
  }
  return result;
}

std::vector<std::string> matching_rule_use_descriptions() {
  std::vector<std::string> result;
  for (std::size_t i = 1; i < kMatchingRuleCount; ++i) {
    const auto rule = static_cast<MatchingRule>(i);
    std::vector<AttributeId> types;
    for (const AttributeType& type : attribute_types()) {
      if (is_applicable(rule, type)) types.push_back(type.id);
    }
    if (types.empty()) continue;
    const auto& description = describe(rule);
    result.push_back(fmt::format("( {} NAME '{}'{} )", description.oid, description.name,
                                 print_types("APPLIES", types)));
  }
  return result;
}

std::vector<std::string> ldap_syntax_descriptions() {
  std::vector<std::string> result;
  for (const SyntaxDescription& syntax : syntaxes()) {
    result.push_back(fmt::format("( {} DESC '{}' )", syntax.oid, syntax.description));
  }
  return result;
}

}  // namespace drawbridge::ldap::schema
