#include "responsum/config/show_page.hpp"

namespace responsum::config {

void show_form(Page& page, const FormSettings& form) {
  page.header("[site.route.form]", &form.origin);
  page.value("folder", text(*form.folder), form.folder.origin);
  if (form.page.is_set()) page.value("page", text(*form.page), form.page.origin);
  if (form.result.is_set()) page.value("result", text(*form.result), form.result.origin);
  page.value("other_fields", boolean(*form.other_fields), form.other_fields.origin);
  page.value("max_content_bytes", std::to_string(*form.max_content_bytes), form.max_content_bytes.origin);
  page.value("max_file_bytes", std::to_string(*form.max_file_bytes), form.max_file_bytes.origin);
  page.value("keep_files", std::to_string(*form.keep_files), form.keep_files.origin);
  page.value("durability", text(name_in(entry_durability_names, *form.durability)), form.durability.origin);
  if (form.fields.empty()) return;
  page.header("[site.route.form.fields]");
  for (const FormFieldSettings& field : form.fields)
    page.value(text(field.name), text(name_in(form_field_names, field.kind)), field.origin);
}

} // namespace responsum::config
