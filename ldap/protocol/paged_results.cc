#include "ldap/protocol/paged_results.h"

#include "ldap/ber/reader.h"
#include "ldap/ber/writer.h"
#include "ldap/protocol/message.h"

namespace drawbridge::ldap::protocol {

// realSearchControlValue ::= SEQUENCE {
//      size            INTEGER (0..maxInt),
//      cookie          OCTET STRING }
Result<PagedResults> decode_paged_results(std::string_view value) {
  ber::Reader outer(value);
  DRAWBRIDGE_TRY(auto in, outer.enter(ber::kSequence));
  DRAWBRIDGE_CHECK(outer.finish());
  PagedResults control;
  DRAWBRIDGE_TRY(control.size, in.integer(0, kMaxInt));
  DRAWBRIDGE_TRY(control.cookie, in.octet_string());
  DRAWBRIDGE_CHECK(in.finish());
  return control;
}

std::string encode_paged_results(const PagedResults& control) {
  std::string out;
  ber::Writer writer(out);
  const auto mark = writer.begin(ber::kSequence);
  writer.integer(control.size);
  writer.octet_string(control.cookie);
  writer.end(mark);
  return out;
}

}  // namespace drawbridge::ldap::protocol
