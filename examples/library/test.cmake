# cmake -D SOURCE=<top of the tree> -D WORK=<folder to use> -D CXX=<compiler> -D GENERATOR=<generator> -P test.cmake
# Installs the library to a fresh prefix, builds the example against nothing but that, runs it and checks its words.
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGV}\nended with ${result}:\n${output}")
  endif()
endfunction()

# expect(EXIT_CODE TEXT... COMMAND ...): the program ends so and prints each text.
function(expect exit_code)
  cmake_parse_arguments(PARSE_ARGV 1 EXPECT "" "" "PRINTS;COMMAND")
  execute_process(COMMAND ${EXPECT_COMMAND} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL exit_code)
    message(FATAL_ERROR "${EXPECT_COMMAND} ended with ${result}, not ${exit_code}:\n${output}")
  endif()
  foreach(text IN LISTS EXPECT_PRINTS)
    string(FIND "${output}" "${text}" at)
    if(at EQUAL -1)
      message(FATAL_ERROR "${EXPECT_COMMAND} did not print \"${text}\" but:\n${output}")
    endif()
  endforeach()
endfunction()

set(prefix ${WORK}/prefix)
file(REMOVE_RECURSE ${prefix} ${WORK}/example)

# The library's build folder stays, so that a second run is short.
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/library -G ${GENERATOR} -D CMAKE_CXX_COMPILER=${CXX}
  -D CMAKE_BUILD_TYPE=Debug -D RESPONSUM_LIBRARY_ONLY=ON -D RESPONSUM_TESTS=OFF)
run(${CMAKE_COMMAND} --build ${WORK}/library)
run(${CMAKE_COMMAND} --install ${WORK}/library --prefix ${prefix})

run(${CMAKE_COMMAND} -S ${SOURCE}/examples/library -B ${WORK}/example -G ${GENERATOR} -D CMAKE_CXX_COMPILER=${CXX}
  -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_FIND_USE_PACKAGE_REGISTRY=OFF)
run(${CMAKE_COMMAND} --build ${WORK}/example)

# Nothing of the source tree may be needed: its path must not occur in what was installed for CMake.
file(GLOB_RECURSE packaged ${prefix}/*.cmake)
if(NOT packaged)
  message(FATAL_ERROR "no package was installed below ${prefix}")
endif()
foreach(file IN LISTS packaged)
  file(READ ${file} text)
  string(FIND "${text}" "${SOURCE}/src" at)
  if(NOT at EQUAL -1)
    message(FATAL_ERROR "${file} points into the source tree")
  endif()
endforeach()

set(what_to_do ${WORK}/example/what_to_do)
expect(0 PRINTS "GET got 503 Service Unavailable" "repeat: yes, on the same connection" COMMAND ${what_to_do} GET 503)
expect(1 PRINTS "repeat: no: may be repeated if the method is idempotent" COMMAND ${what_to_do} POST 503)
expect(0 PRINTS "421 Misdirected Request" "on a new connection" COMMAND ${what_to_do} POST misdirected-request)
expect(1 PRINTS "404 Not Found" COMMAND ${what_to_do} GET NotFound)
expect(1 PRINTS "470 Client Error" COMMAND ${what_to_do} GET 470)
expect(2 PRINTS "did you mean 410 Gone?" COMMAND ${what_to_do} GET gonne)
