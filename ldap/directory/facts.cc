#include "ldap/directory/facts.h"

#include <charconv>
#include <span>

#include "base/fixed_text.h"
#include "ldap/ber/tag.h"
#include "ldap/directory/change_sequence.h"
#include "ldap/schema/attribute_type.h"
#include "ldap/schema/name_index.h"

namespace drawbridge::ldap::directory {
namespace {

using schema::AttributeId;

constexpr std::size_t kMostDigits = 20;  // of 64 bits
static_assert(kDashedSize <= kMaxFactOctets && kChangeSequenceSize <= kMaxFactOctets);

std::size_t digit_count(std::uint64_t number) {
  std::size_t count = 1;
  for (; number >= 10'000; number /= 10'000) count += 4;
  return count + (number >= 10 ? 1 : 0) + (number >= 100 ? 1 : 0) + (number >= 1000 ? 1 : 0);
}

Timestamp moment_of(const EntryFacts& facts, AttributeId type) {
  return type == AttributeId::kCreateTimestamp
             ? facts.created
             : Timestamp{static_cast<std::int64_t>(facts.changed)};
}

std::size_t value_size(const EntryFacts& facts, AttributeId type) {
  switch (type) {
    case AttributeId::kStructuralObjectClass:
      return facts.structural_class->name.size();
    case AttributeId::kEntryUUID:
      return kDashedSize;
    case AttributeId::kEntryCSN:
      return kChangeSequenceSize;
    case AttributeId::kEntryUSN:
      return digit_count(facts.changed);
    default:
      return kGeneralizedSize;
  }
}

/// Prints a value as served. @return its size
std::size_t print_value(const EntryFacts& facts, AttributeId type,
                        std::span<char, kMaxFactOctets> out) {
  switch (type) {
    case AttributeId::kStructuralObjectClass:
      return facts.structural_class->name.copy(out.data(), out.size());
    case AttributeId::kEntryUUID:
      print_dashed(facts.uuid, out.first<kDashedSize>());
      return kDashedSize;
    case AttributeId::kEntryCSN:
      print_change_sequence_number(facts.changed, out.first<kChangeSequenceSize>());
      return kChangeSequenceSize;
    case AttributeId::kEntryUSN: {
      const char* const end =
          std::to_chars(out.data(), out.data() + kMostDigits, facts.changed).ptr;
      return static_cast<std::size_t>(end - out.data());
    }
    default:
      print_generalized(moment_of(facts, type), out.first<kGeneralizedSize>());
      return kGeneralizedSize;
  }
}

/// Most octets before a value: those of four headers, whose lengths are one octet each, and a name.
constexpr std::size_t kPrefixRoom = 32;

constexpr std::size_t kSequenceHeader = 2;  // of the PartialAttribute
constexpr std::size_t kValueHeader = 2;

/// What stands before the value of an attribute of facts, the lengths that depend on it left open.
struct Prefix {
  std::array<char, kPrefixRoom> octets{};
  std::size_t size = 0;

  constexpr explicit Prefix(std::string_view name) {
    const auto put = [&](std::size_t octet) { octets[size++] = static_cast<char>(octet); };
    put(ber::kSequence);
    put(0);
    put(ber::kOctetString);
    put(name.size());
    for (const char c : name) octets[size++] = c;
    put(ber::kSet);
    put(0);
    put(ber::kOctetString);
    put(0);
  }
};

/// In the order of kFactAttributes.
constexpr std::array kPrefixes = {
    Prefix("structuralObjectClass"),
    Prefix("entryUUID"),
    Prefix("createTimestamp"),
    Prefix("entryCSN"),
    Prefix("entryUSN"),
    Prefix("modifyTimestamp"),
};
static_assert(kPrefixes.size() == kFactAttributes.size());

const Prefix& prefix_of(AttributeId type) {
  const auto* const found = std::find(kFactAttributes.begin(), kFactAttributes.end(), type);
  return kPrefixes[static_cast<std::size_t>(found - kFactAttributes.begin())];
}

}  // namespace

const schema::AttributeType* find_unspellable(const EntryFacts& facts) {
  if (facts.structural_class->name.size() > kMaxFactOctets) {
    return &schema::attribute_type(AttributeId::kStructuralObjectClass);
  }
  for (const AttributeId type : {AttributeId::kCreateTimestamp, AttributeId::kModifyTimestamp}) {
    if (!has_generalized(moment_of(facts, type))) return &schema::attribute_type(type);
  }
  return nullptr;
}

std::string_view FactText::value(const EntryFacts& facts, AttributeId type) {
  return {octets_.data(), print_value(facts, type, octets_)};
}

std::string_view FactText::normal_form(const EntryFacts& facts, AttributeId type) {
  switch (type) {
    case AttributeId::kStructuralObjectClass: {
      const std::string_view name = facts.structural_class->name;
      std::transform(name.begin(), name.end(), octets_.begin(), schema::ascii_lower);
      return {octets_.data(), name.size()};
    }
    case AttributeId::kEntryUUID:
      std::transform(facts.uuid.bytes().begin(), facts.uuid.bytes().end(), octets_.begin(),
                     [](std::uint8_t octet) { return static_cast<char>(octet); });
      return {octets_.data(), facts.uuid.bytes().size()};
    case AttributeId::kEntryUSN: {
      // Sign, and the length in two octets.
      constexpr std::size_t kHeader = 3;
      char* const digits = octets_.data() + kHeader;
      const char* const end = std::to_chars(digits, digits + kMostDigits, facts.changed).ptr;
      octets_[0] = '1';
      octets_[1] = '\0';
      octets_[2] = static_cast<char>(end - digits);
      return {octets_.data(), end};
    }
    case AttributeId::kEntryCSN:
      return value(facts, type);
    default: {
      std::string_view text = value(facts, type);
      text.remove_suffix(1);  // Z
      return text;
    }
  }
}

std::size_t fact_attribute_size(const EntryFacts& facts, AttributeId type, bool types_only) {
  const std::size_t prefix = prefix_of(type).size;
  return types_only ? prefix - kValueHeader : prefix + value_size(facts, type);
}

void append_fact_attribute(const EntryFacts& facts, AttributeId type, bool types_only,
                           std::string& out) {
  const Prefix& prefix = prefix_of(type);
  std::array<char, kPrefixRoom + kMaxFactOctets> attribute{};
  // A fixed number of octets is copied without a call; the value goes over what is too many.
  std::copy(prefix.octets.begin(), prefix.octets.end(), attribute.begin());
  char* const value = attribute.data() + prefix.size;
  std::size_t size = prefix.size - kValueHeader;
  if (!types_only) {
    const std::size_t octets =
        print_value(facts, type, std::span<char, kMaxFactOctets>(value, kMaxFactOctets));
    value[-1] = static_cast<char>(octets);
    value[-3] = static_cast<char>(octets + kValueHeader);
    size = prefix.size + octets;
  }
  attribute[1] = static_cast<char>(size - kSequenceHeader);
  out.append(attribute.data(), size);
}

}  // namespace drawbridge::ldap::directory
