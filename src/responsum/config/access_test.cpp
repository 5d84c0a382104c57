// Who may come, and names that have moved.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "responsum/config/document.hpp"
#include "responsum/config/problems_test.hpp"
#include "responsum/config/show.hpp"

namespace responsum::config {
namespace {

constexpr std::string_view staff = "[auth.staff]\nscheme = \"basic\"\nusers = \"staff.users\"\n";
constexpr std::string_view site_begins = "[[site]]\n";
constexpr std::string_view files_route = "[[site.route]]\npath = \"/\"\nfiles = \"public\"\n";

// Each as "LINE message".
std::string said(const std::string& text) {
  const Reading reading = read_for_test(text);
  std::string all;
  for (const Problem& p : reading ? reading->warnings : reading.error())
    all += std::to_string(p.line) + " " + p.message + "\n";
  return all;
}
std::string said_of_redirect(const std::string& keys) {
  return said(std::string{site_begins} + "[[site.redirect]]\n" + keys + "\n" + std::string{files_route});
}
std::string said_of_route(const std::string& keys, const std::string& before = std::string{staff}) {
  return said(before + std::string{site_begins} + std::string{files_route} + keys + "\n");
}

TEST(Redirects, AreReadInTheirOrder) {
  const auto read = expect_sound(std::string{site_begins} +
                                 "[[site.redirect]]\npath = \"/a/\"\ntarget = \"/b/$1\"\n"
                                 "[[site.redirect]]\nname = \"posts\"\npattern = \"/p/(\\\\d+)\"\ntarget = "
                                 "\"https://x.test/$1\"\npermanent = false\nstatus = 307\nkeep_query = false\n" +
                                 std::string{files_route});
  const auto& redirects = read->sites.front().redirects;
  ASSERT_EQ(redirects.size(), 2u);
  EXPECT_EQ(redirects[0].name, "/a/");
  EXPECT_EQ(redirects[0].origin.line, 2u);
  EXPECT_TRUE(redirects[0].permanent);
  EXPECT_EQ(redirects[1].name, "posts");
  EXPECT_TRUE(redirects[1].keeps_method);
  EXPECT_FALSE(redirects[1].keeps_query);
}

TEST(Redirects, MeanTheSameToEveryMethod) {
  const std::string rule = "path = \"/a\"\ntarget = \"/b\"\n";
  EXPECT_EQ(said_of_redirect(rule + "status = 308"), "");
  EXPECT_EQ(said_of_redirect(rule + "status = 303\nto_get = true"), "");
  EXPECT_EQ(said_of_redirect(rule + "status = 301"),
            "5 `status`: 301 and 302 are given to GET and HEAD by themselves; other methods they could change\n");
  EXPECT_EQ(said_of_redirect(rule + "status = 307"), "5 `status`: 307 is for `permanent = false`\n");
  EXPECT_EQ(said_of_redirect(rule + "status = 303"), "5 `status`: 303 is for `to_get = true`\n");
  EXPECT_EQ(said_of_redirect(rule + "status = 308\nto_get = true"), "5 `status`: with `to_get` it is 303\n");
  EXPECT_EQ(said_of_redirect(rule + "status = 306"), "5 `status`: it is 303, 307 or 308\n");
}

TEST(Redirects, ThatLeadToThemselvesAreNamedWithTheirLine) {
  EXPECT_EQ(said_of_redirect("path = \"/docs/\"\ntarget = \"/docs/v2/$1\""),
            "2 the redirect leads to itself: `/docs/v2/$1` is matched by `/docs/` again\n");
  EXPECT_EQ(said_of_redirect("target = \"/b\""), "2 a redirect has either `path` or `pattern`\n");
  EXPECT_EQ(said_of_redirect("path = \"/a\"\npattern = \"/a\"\ntarget = \"/b\""),
            "2 a redirect has either `path` or `pattern`\n");
}

TEST(CanonicalHost, IsOneOfTheSites) {
  const auto read = [](const std::string& keys) {
    return said(std::string{site_begins} + keys + "\n" + std::string{files_route});
  };
  EXPECT_EQ(read("hosts = [\"a.test\", \"b.test\"]\ncanonical_host = \"b.test\""), "");
  EXPECT_EQ(read("hosts = [\"a.test\"]\ncanonical_host = \"b.test\""),
            "3 `canonical_host`: \"b.test\" is none of the site's `hosts`\n");
  EXPECT_EQ(read("hosts = [\"*.a.test\"]\ncanonical_host = \"*.a.test\""),
            "3 `canonical_host`: \"*.a.test\" is no single host\n");
}

TEST(Auth, IsOfANameThatThereIs) {
  EXPECT_EQ(said_of_route("auth = \"staff\""), "");
  EXPECT_EQ(said_of_route("auth = \"stuff\""), "8 `auth`: there is no [auth.stuff]\n");
  const std::string two = std::string{staff} + "[auth.other]\nscheme = \"basic\"\nusers = \"x\"\n";
  EXPECT_EQ(said_of_route("auth = [\"staff\", \"other\"]", two), "11 `auth` names two of the scheme basic\n");
  EXPECT_EQ(said_of_route("auth = \"c\"", "[auth.c]\nscheme = \"certificate\"\nnames = []\n"),
            "8 `auth`: the site does not ask its clients for certificates\n");
}

TEST(Auth, DoesNotLetPasswordsTravelInTheClear) {
  const std::string open = "[server]\nlisten = \":80\"\n";
  EXPECT_EQ(said_of_route("auth = \"staff\"", open + std::string{staff}),
            "10 `auth`: credentials of basic would travel in the clear for everybody to read\n");
  EXPECT_EQ(said_of_route("auth = \"staff\"", open + std::string{staff} + "in_the_clear = true\n"), "");
  EXPECT_EQ(said_of_route("auth = \"d\"", open + "[auth.d]\nscheme = \"digest\"\nusers = \"x\"\n"), "");
}

TEST(Auth, NeverBelievesWhatNobodySigned) {
  const std::string bearer = "[auth.t]\nscheme = \"bearer\"\nkeys = \"k.json\"\nalgorithms = ";
  EXPECT_EQ(said_of_route("auth = \"t\"", bearer + "[\"ES256\", \"EdDSA\"]\n"), "");
  EXPECT_EQ(said_of_route("auth = \"t\"", bearer + "[\"None\"]\n"),
            "4 `algorithms`: a token that nobody has signed is never believed\n");
  EXPECT_NE(said_of_route("auth = \"t\"", bearer + "[\"HS512\"]\n"), "");
}

TEST(Auth, MayAskAnotherServer) {
  const std::string sso = "[auth.sso]\nscheme = \"forward\"\npath = \"/verify\"\n";
  const std::string server = "server = \"http://127.0.0.1:9091\"\n";
  const auto read = expect_sound(sso + server + "fields = [\"Remote-Email\"]\ngroups_field = \"X-Groups\"\n" +
                                 std::string{site_begins} + std::string{files_route} + "auth = \"sso\"\n");
  const AuthSettings& auth = read->auth.front();
  EXPECT_EQ((*auth.authority.own)->endpoints.front().text, "http://127.0.0.1:9091");
  EXPECT_EQ(auth.asked_path, "/verify");
  EXPECT_EQ(auth.realm.told_by.user, "Remote-User");
  EXPECT_EQ(auth.realm.told_by.groups, "X-Groups");
  EXPECT_EQ(auth.realm.told_by.more, std::vector<std::string>{"Remote-Email"});
  EXPECT_EQ(said_of_route("auth = \"sso\"", sso), "1 [auth.sso] has no `server`\n");
  EXPECT_EQ(said_of_route("auth = \"sso\"", sso + "server = \"nobody\"\n"), "4 there is no upstream `nobody`\n");
  EXPECT_EQ(said_of_route("auth = \"sso\"", sso + server + "user_field = \"Host\"\n"),
            "5 `user_field`: \"Host\" cannot be handed on from an answer\n");
  EXPECT_EQ(said_of_route("auth = \"sso\"", sso + server + "fields = [\"a b\"]\n"),
            "5 `fields`: \"a b\" cannot be handed on from an answer\n");
}

TEST(Rules, AreReadInTheirOrder) {
  const auto read =
      expect_sound(std::string{staff} + std::string{site_begins} + std::string{files_route} +
                   "auth = \"staff\"\n[[site.route.rule]]\nname = \"a\"\naccess = \"deny\"\nhide = true\n"
                   "networks = \"192.0.2.0/24\"\n[[site.route.rule]]\naccess = \"allow\"\ngroups = "
                   "[\"ops\"]\ndays = [\"mon-fri\"]\nhours = [\"08:00-17:00\"]\nmethods = [\"GET\"]\n");
  const RouteSettings& r = read->sites.front().routes.front();
  ASSERT_EQ(r.rules.size(), 2u);
  EXPECT_EQ(r.rules[0].name, "rule a");
  EXPECT_TRUE(r.rules[0].hides);
  EXPECT_EQ(r.rules[1].name, "rule 2");
  EXPECT_EQ(r.rules[1].hours->days, 0b11111);
  EXPECT_EQ(*r.otherwise, access::Otherwise::identified);
}

TEST(Rules, SayWhatIsWrong) {
  const std::string rule = "[[site.route.rule]]\naccess = \"allow\"\n";
  EXPECT_EQ(said_of_route(rule + "users = \"alice\""),
            "8 rule 1 names users or groups, and the route asks nobody who it is\n");
  EXPECT_EQ(said_of_route(rule + "networks = \"10.0.0.1/8\""), "10 `networks`: \"10.0.0.1/8\" is no network\n");
  EXPECT_EQ(said_of_route(rule + "countries = \"AT\""),
            "8 rule 1 names countries, and there is no file that knows them\n");
  EXPECT_EQ(said_of_route(rule + "hide = true"), "10 `hide` is for what a rule denies\n");
  EXPECT_EQ(said_of_route("[[site.route.rule]]\naccess = \"deny\""),
            "8 no rule allows anything, so nobody gets in\n");
  EXPECT_EQ(said_of_route("otherwise = \"identified\""),
            "8 `otherwise` lets in whom it knows, and the route asks nobody who it is\n");
}

TEST(CorsSettings, NameOriginsThatAreSome) {
  const auto cors = [](const std::string& keys) { return said_of_route("[site.route.cors]\n" + keys); };
  EXPECT_EQ(cors("origins = [\"https://a.test\"]\nmax_age = 600\ncredentials = true"), "");
  EXPECT_EQ(cors("origins = \"*\"\ncredentials = true"),
            "10 `credentials` with \"*\" would let every page act for whoever visits it\n");
  EXPECT_EQ(cors("origins = \"https://a.test/\""), "9 `origins`: \"https://a.test/\" is no origin\n");
}

TEST(AccessShown, ReadsBackAsTheSame) {
  const std::string text = std::string{staff} +
                           "[auth.sso]\nscheme = \"forward\"\nserver = \"http://127.0.0.1:9091\"\npath = \"/v\"\n" +
                           std::string{site_begins} +
                           "hosts = [\"a.test\"]\ncanonical_host = \"a.test\"\n"
                           "[[site.redirect]]\npattern = \"/a/(.*)\"\ntarget = \"/b/$1\"\nstatus = 308\n" +
                           std::string{files_route} +
                           "auth = \"staff\"\n[[site.route.rule]]\naccess = \"allow\"\nusers = [\"alice\"]\n"
                           "hours = [\"22:00-06:00\"]\n[site.route.cors]\norigins = [\"https://a.test\"]\n";
  // Paths are shown as they were resolved; read again they are resolved again.
  std::string shown = show(*expect_sound(text));
  for (std::size_t at = 0; (at = shown.find("\"etc/")) != std::string::npos;) shown.erase(at + 1, 4);
  const auto without_places = [](const std::string& page) {
    std::string out;
    for (const std::string_view line : split_lines(page)) out += std::string{line.substr(0, line.find(" # "))} + "\n";
    return out;
  };
  EXPECT_EQ(without_places(show(*expect_sound(shown))), without_places(show(*expect_sound(text))));
}

TEST(UsersFile, NamesLineAndHash) {
  std::string pattern = (std::filesystem::temp_directory_path() / "access_XXXXXX").string();
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  const std::filesystem::path folder = pattern;
  std::filesystem::create_directory(folder / "public");
  std::ofstream{folder / "staff.users"} << "# staff\nbob:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=\n";
  std::ofstream{folder / "site.toml"} << staff << site_begins << files_route << "auth = \"staff\"\n";
  const Reading reading = read_file((folder / "site.toml").string(), {});
  std::filesystem::remove_all(folder);
  ASSERT_FALSE(reading);
  ASSERT_EQ(reading.error().size(), 1u);
  EXPECT_EQ(reading.error().front().line, 3u);
  EXPECT_TRUE(reading.error().front().message.ends_with(
      "staff.users:2: the hash \"{SHA}0DP...\" of bob: it is none of yescrypt, bcrypt, sha512-crypt and argon2id"))
      << reading.error().front().message;
}

} // namespace
} // namespace responsum::config
