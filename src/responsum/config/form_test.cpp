#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"

namespace responsum::config {
namespace {

std::string with_form(std::string_view keys, std::string_view path = "/entry") {
  return "[[site]]\n[[site.route]]\npath = \"" + std::string{path} + "\"\n[site.route.form]\n" + std::string{keys} +
         "\n";
}

TEST(Form, IsReadAsWritten) {
  const auto c = expect_sound(with_form("folder = \"kept\"\nresult = \"/thanks.html\"\nkeep_files = 7\n"
                                        "fields = {name = \"required\", weight = \"optional number\"}"));
  const RouteSettings& route = c->sites.front().routes.front();
  ASSERT_TRUE(route.form);
  EXPECT_EQ(*route.form->result, "/thanks.html");
  EXPECT_EQ(*route.form->keep_files, 7u);
  EXPECT_EQ(*route.form->max_content_bytes, 64u * 1024);
  ASSERT_EQ(route.form->fields.size(), 2u);
  EXPECT_EQ(route.form->fields[1].name, "weight");
  EXPECT_EQ(route.form->fields[1].kind, FormField::optional_number);
  EXPECT_TRUE(route.methods().contains(message::Method::post));
  EXPECT_FALSE(route.methods().contains(message::Method::get));
  const auto page = expect_sound(with_form("folder = \"kept\"\npage = \"entry.html\""));
  EXPECT_TRUE(page->sites.front().routes.front().methods().contains(message::Method::get));
}

TEST(Form, KindsOfFieldsAreNamed) {
  expect_problems(
      with_form("folder = \"kept\"\nfields = {name = \"must\"}"),
      R"(etc/site.toml:6:18: error: `name` is "required", "optional", "number" or "optional number", not "must"
     6 | fields = {name = "must"}
       |                  ^^^^^^
)");
}

TEST(Form, HasOnePath) {
  expect_problems(with_form("folder = \"kept\"", "/entry/"),
                  R"(etc/site.toml:4:1: error: a route with a `form` has one path
     4 | [site.route.form]
       | ^^^^^^^^^^^^^^^^^
       = write "/entry"
)");
}

TEST(Form, StandsAlone) {
  const std::string route = "[[site]]\n[[site.route]]\npath = \"/entry\"\nform = {folder = \"kept\"}\n";
  expect_problems(route + "files = \"public\"\n",
                  R"(etc/site.toml:2:1: error: a route has `files`, `form`, `proxy` or `cgi`, and one of them
     2 | [[site.route]]
       | ^^^^^^^^^^^^^^
       = write two routes
)");
  expect_problems(route + "writes = true\n",
                  R"(etc/site.toml:2:1: error: a route with a `form` has no `writes`: it takes POST
     2 | [[site.route]]
       | ^^^^^^^^^^^^^^
       = leave out `writes`
)");
}

TEST(Form, LeadsToAnAddress) {
  expect_problems(with_form("folder = \"kept\"\nresult = \"thanks.html\""),
                  R"(etc/site.toml:6:10: error: `result` is the address of a page
     6 | result = "thanks.html"
       |          ^^^^^^^^^^^^^
       = write "/thanks.html"
)");
}

} // namespace
} // namespace responsum::config
