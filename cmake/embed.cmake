# Writes the pages of a folder as C++: cmake -D FROM=ui -D TO=assets.cpp -P embed.cmake
file(GLOB pages LIST_DIRECTORIES FALSE RELATIVE ${FROM} ${FROM}/*.html ${FROM}/*.css ${FROM}/*.js ${FROM}/*.svg)
list(SORT pages)
set(rows "")
foreach(page IN LISTS pages)
  file(READ ${FROM}/${page} octets HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," octets "${octets}")
  string(MAKE_C_IDENTIFIER ${page} name)
  string(APPEND texts "constexpr char ${name}[] = {${octets}'\\0'};\n")
  string(APPEND rows "    Asset{\"/${page}\", {${name}, sizeof ${name} - 1}},\n")
endforeach()
file(WRITE ${TO} "#include \"responsum/admin/assets.hpp\"

#include <array>

namespace responsum::admin {

namespace {

${texts}
constexpr std::array all{
${rows}};

} // namespace

std::span<const Asset> assets() { return all; }

} // namespace responsum::admin
")
