#include "ldap/schema/matching.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

#include "ldap/dn/dn.h"
#include "ldap/dn/string_prep.h"
#include "ldap/schema/syntax.h"
#include "ldap/schema/syntax_forms.h"

namespace drawbridge::ldap::schema {

namespace {

using dn::CaseRule;
using dn::StringRole;

/// Spaces and what the telephoneNumber and numericString rules ignore besides.
void append_without(std::string_view ignored, std::string_view text, std::string& out) {
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [&](char c) { return ignored.find(c) == std::string_view::npos; });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool append_numeric(std::string_view value, std::string& out) {
  const bool has_syntax = std::all_of(value.begin(), value.end(),
                                      [](char c) { return (c >= '0' && c <= '9') || c == ' '; });
  if (has_syntax) append_without(" ", value, out);
  return has_syntax;
}

bool append_telephone(std::string_view value, StringRole role, std::string& out) {
  std::string prepared;
  if (!dn::append_prepared(value, CaseRule::kFold, role, prepared)) return false;
  append_without(" -", prepared, out);
  return true;
}

/// `( oid ...` or `( 5 ...` gives the first component; anything else is an assertion value.
std::string_view first_component(std::string_view value) {
  if (value.empty() || value.front() != '(') return value;
  value.remove_prefix(1);
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  return value.substr(0, value.find_first_of(" )"));
}

/// As string_view::find, which may take the product of both sizes; glibc's memmem is the two-way
/// algorithm and takes their sum.
std::size_t find_linear(std::string_view text, std::string_view wanted) {
  const void* found = memmem(text.data(), text.size(), wanted.data(), wanted.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

/// Whether the rule is for a syntax that has an empty value: IA5 String (RFC 4517 section 3.3.15)
/// has one, Directory String (3.3.6) and its like have at least one character.
bool has_empty_value(MatchingRule rule) {
  return rule == MatchingRule::kCaseIgnoreIa5 || rule == MatchingRule::kCaseExactIa5;
}

/// The string rules, on whole values and on pieces.
bool append_string(MatchingRule rule, std::string_view value, StringRole role, std::string& out) {
  if (value.empty() && role == StringRole::kValue && !has_empty_value(rule)) return false;
  switch (rule) {
    case MatchingRule::kCaseIgnore:
    case MatchingRule::kCaseIgnoreOrdering:
    case MatchingRule::kCaseIgnoreSubstrings:
    case MatchingRule::kCaseIgnoreList:
    case MatchingRule::kCaseIgnoreListSubstrings:
      return dn::append_prepared(value, CaseRule::kFold, role, out);
    case MatchingRule::kCaseExact:
    case MatchingRule::kCaseExactOrdering:
    case MatchingRule::kCaseExactSubstrings:
      return dn::append_prepared(value, CaseRule::kKeep, role, out);
    case MatchingRule::kCaseIgnoreIa5:
    case MatchingRule::kCaseIgnoreIa5Substrings:
      return is_ascii(value) && dn::append_prepared(value, CaseRule::kFold, role, out);
    case MatchingRule::kCaseExactIa5:
    case MatchingRule::kCaseExactIa5Substrings:
      return is_ascii(value) && dn::append_prepared(value, CaseRule::kKeep, role, out);
    case MatchingRule::kNumericString:
    case MatchingRule::kNumericStringSubstrings:
      return append_numeric(value, out);
    case MatchingRule::kTelephoneNumber:
    case MatchingRule::kTelephoneNumberSubstrings:
      return append_telephone(value, role, out);
    default:
      return false;
  }
}

constexpr std::array kTextSyntaxes = {kDirectoryStringSyntax, kPrintableStringSyntax,
                                      kCountryStringSyntax, kTelephoneNumberSyntax};

/// The syntaxes whose values a rule can be told to match, besides the types that name it. A rule
/// for the first component of a description has none.
std::span<const std::string_view> value_syntaxes(MatchingRule rule) {
  switch (rule) {
    case MatchingRule::kCaseIgnore:
    case MatchingRule::kCaseIgnoreOrdering:
    case MatchingRule::kCaseIgnoreSubstrings:
    case MatchingRule::kCaseExact:
    case MatchingRule::kCaseExactOrdering:
    case MatchingRule::kCaseExactSubstrings:
      return kTextSyntaxes;
    case MatchingRule::kCaseIgnoreListSubstrings:
      return {&kPostalAddressSyntax, 1};
    case MatchingRule::kNumericStringSubstrings:
      return {&kNumericStringSyntax, 1};
    case MatchingRule::kCaseExactIa5Substrings:
    case MatchingRule::kCaseIgnoreIa5Substrings:
      return {&kIa5StringSyntax, 1};
    case MatchingRule::kTelephoneNumberSubstrings:
      return {&kTelephoneNumberSyntax, 1};
    case MatchingRule::kObjectIdentifierFirstComponent:
    case MatchingRule::kIntegerFirstComponent:
      return {};
    default:
      return {&describe(rule).syntax, 1};
  }
}

}  // namespace

bool append_normal_form(const AttributeType& type, std::string_view value, std::string& out) {
  return append_normal_form(type.equality, value, out);
}

bool append_normal_form(MatchingRule rule, std::string_view value, std::string& out) {
  switch (rule) {
    case MatchingRule::kNone:
      return false;
    case MatchingRule::kObjectIdentifier:
      return append_object_identifier(value, out);
    case MatchingRule::kObjectIdentifierFirstComponent:
      return append_object_identifier(first_component(value), out);
    case MatchingRule::kBoolean:
      return append_boolean(value, out);
    case MatchingRule::kInteger:
    case MatchingRule::kIntegerOrdering:
      return append_integer(value, out);
    case MatchingRule::kIntegerFirstComponent:
      return append_integer(first_component(value), out);
    case MatchingRule::kDistinguishedName:
      return dn::append_key(value, out).has_value();
    case MatchingRule::kOctetString:
      out += value;
      return true;
    case MatchingRule::kGeneralizedTime:
    case MatchingRule::kGeneralizedTimeOrdering:
      return append_generalized_time(value, out);
    case MatchingRule::kUuid:
    case MatchingRule::kUuidOrdering:
      return append_uuid(value, out);
    case MatchingRule::kCsn:
    case MatchingRule::kCsnOrdering:
      return append_csn(value, out);
    default:
      return append_string(rule, value, StringRole::kValue, out);
  }
}

bool is_applicable(MatchingRule rule, const AttributeType& type) {
  if (rule == MatchingRule::kNone || type.is_secret) return false;
  if (rule == type.equality || rule == type.ordering || rule == type.substrings) return true;
  const auto syntaxes = value_syntaxes(rule);
  return std::find(syntaxes.begin(), syntaxes.end(), type.syntax) != syntaxes.end();
}

std::optional<std::string> normal_form(const AttributeType& type, std::string_view value) {
  std::string form;
  if (!append_normal_form(type, value, form)) return std::nullopt;
  return form;
}

bool append_piece_normal_form(const AttributeType& type, PieceKind kind, std::string_view piece,
                              std::string& out) {
  return append_piece_normal_form(type.substrings, kind, piece, out);
}

bool append_piece_normal_form(MatchingRule rule, PieceKind kind, std::string_view piece,
                              std::string& out) {
  StringRole role = StringRole::kAny;
  if (kind == PieceKind::kInitial) role = StringRole::kInitial;
  if (kind == PieceKind::kFinal) role = StringRole::kFinal;
  return append_string(rule, piece, role, out);
}

bool matches_pieces(std::string_view value, std::span<const Piece> pieces) {
  for (const Piece& piece : pieces) {
    switch (piece.kind) {
      case PieceKind::kInitial:
        if (!value.starts_with(piece.key)) return false;
        value.remove_prefix(piece.key.size());
        break;
      case PieceKind::kAny: {
        const std::size_t found = find_linear(value, piece.key);
        if (found == std::string_view::npos) return false;
        value.remove_prefix(found + piece.key.size());
        break;
      }
      case PieceKind::kFinal:
        if (!value.ends_with(piece.key)) return false;
        value.remove_suffix(piece.key.size());
        break;
    }
  }
  return true;
}

}  // namespace drawbridge::ldap::schema
