#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge {

/// What a template is filled with. The values must be escaped for the syntax around them already.
struct TemplateValues {
  std::map<std::string, std::string, std::less<>> texts;
  std::map<std::string, bool, std::less<>> flags;
};

/// `text` with every `{{name}}` replaced by the text of that name. The lines between one that is
/// `{{#flag}}` (or `{{^flag}}`) and the next `{{/flag}}` stay when the flag is set (or is not);
/// such parts do not nest. Values are not looked at again: braces in them stay as they are.
///
/// @return kInternal naming what is wrong with the template: an unknown name, a part without end
Result<std::string> fill_template(std::string_view text, const TemplateValues& values);

}  // namespace drawbridge
