# A room is one folder of src/responsum: one target, one namespace, one caption.
# What a room may include is what its `USES` name; tests/tidy holds that against the order of the rooms.

add_library(responsum_options INTERFACE)
target_compile_features(responsum_options INTERFACE cxx_std_23)
target_include_directories(responsum_options INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src> $<INSTALL_INTERFACE:include>)

# Warnings and code generation of our own sources; what installs does not carry them on.
add_library(responsum_strict INTERFACE)
target_compile_options(responsum_strict INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  -fno-plt -fvisibility=hidden
  $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete -Wno-restrict>)
# g++ 12 warns of copies that cannot be (-Wrestrict on std::string, GCC bug 105651) and, in the large functions that
# test macros make, of parts of variants and strings that are never reached.
add_library(responsum_strict_tests INTERFACE)
target_compile_options(responsum_strict_tests INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread>)
if(RESPONSUM_SANITIZE)
  add_compile_options(-fsanitize=${RESPONSUM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${RESPONSUM_SANITIZE})
endif()

# Most of the time a source costs is in what it includes. Compiled eight at a time, with one precompiled header of what
# most of them begin with, they take a third of it. The presets `clang` and `dev` compile each by itself, and so show
# that it includes what it uses.
option(RESPONSUM_TOGETHER "Compile a target's sources several at a time, with one precompiled header" OFF)
set(responsum_common <algorithm> <array> <atomic> <charconv> <chrono> <cstring> <deque> <expected> <fstream>
  <functional> <map> <memory> <mutex> <optional> <ranges> <set> <span> <string> <string_view> <thread> <unordered_map>
  <utility> <variant> <vector>)
if(RESPONSUM_TOGETHER)
  # What is off above comes out of this header under other names: g++ 12 forgets that what is in it is a system's. And
  # it takes a source that is compiled with others for a header, whose types are not to hold what is the file's own.
  target_compile_options(responsum_strict INTERFACE $<$<CXX_COMPILER_ID:GNU>:
    -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-subobject-linkage>)
  file(WRITE ${PROJECT_BINARY_DIR}/precompiled.cpp "")
  add_library(responsum_precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled.cpp)
  target_link_libraries(responsum_precompiled PRIVATE responsum_options responsum_strict)
  target_precompile_headers(responsum_precompiled PRIVATE ${responsum_common})
endif()
if(RESPONSUM_TOGETHER AND RESPONSUM_TESTS)
  file(WRITE ${PROJECT_BINARY_DIR}/precompiled_test.cpp "")
  add_library(responsum_precompiled_test OBJECT ${PROJECT_BINARY_DIR}/precompiled_test.cpp)
  target_link_libraries(responsum_precompiled_test
    PRIVATE responsum_options responsum_strict responsum_strict_tests GTest::gtest)
  target_compile_definitions(responsum_precompiled_test PRIVATE RESPONSUM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_precompile_headers(responsum_precompiled_test PRIVATE <gtest/gtest.h> ${responsum_common})
  target_compile_options(responsum_precompiled_test PRIVATE -O0)
endif()

# HEADER is the target whose precompiled header is used, which has to be compiled with the same options.
function(responsum_compile_together target header)
  if(RESPONSUM_TOGETHER)
    target_precompile_headers(${target} REUSE_FROM ${header})
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

# responsum_room(NAME [SOURCES ...] [USES rooms ...] [PRIVATE libraries ...] [TESTED_WITH libraries ...])
# Files named *_test.cpp become part of the room's test program `NAME_test`, which alone is linked to TESTED_WITH.
function(responsum_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;USES;PRIVATE;TESTED_WITH" ${ARGN})
  set(target responsum_${name})
  if(ROOM_SOURCES)
    add_library(${target} STATIC ${ROOM_SOURCES})
    set(scope PUBLIC)
    responsum_compile_together(${target} responsum_precompiled)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:responsum_strict> ${ROOM_PRIVATE})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_link_libraries(${target} ${scope} responsum_options)
  foreach(used IN LISTS ROOM_USES)
    target_link_libraries(${target} ${scope} responsum_${used})
  endforeach()
  add_library(responsum::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})

  if(RESPONSUM_TESTS)
    file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp)
    if(tests)
      responsum_test(${name}_test SOURCES ${tests} USES ${name} PRIVATE ${ROOM_TESTED_WITH})
    endif()
  endif()
endfunction()

# responsum_test(NAME SOURCES ... [USES rooms ...] [PRIVATE libraries ...] [OPTIMISED]): a GoogleTest program, one
# ctest entry. Its own sources are compiled without optimisation, which takes longer than most of them run; the rooms
# are as they are.
function(responsum_test name)
  cmake_parse_arguments(TEST "OPTIMISED" "" "SOURCES;USES;PRIVATE" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE responsum_strict responsum_strict_tests ${TEST_PRIVATE}
    GTest::gtest GTest::gtest_main)
  foreach(used IN LISTS TEST_USES)
    target_link_libraries(${name} PRIVATE responsum_${used})
  endforeach()
  if(TEST_OPTIMISED)
    responsum_compile_together(${name} responsum_precompiled)
  else()
    target_compile_options(${name} PRIVATE -O0)
    responsum_compile_together(${name} responsum_precompiled_test)
  endif()
  target_compile_definitions(${name} PRIVATE RESPONSUM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
endfunction()

# responsum_fuzzer(NAME SOURCE ... [USES rooms ...]): with RESPONSUM_FUZZ (clang) a libFuzzer program; otherwise a
# program that replays fuzz/corpus/NAME once, so that corpora run in the ordinary suite.
function(responsum_fuzzer name)
  cmake_parse_arguments(FUZZ "" "" "SOURCES;USES" ${ARGN})
  set(target fuzz_${name})
  if(RESPONSUM_FUZZ)
    add_executable(${target} ${FUZZ_SOURCES})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  else()
    if(NOT TARGET responsum_fuzz_replay)
      add_library(responsum_fuzz_replay OBJECT ${PROJECT_SOURCE_DIR}/fuzz/replay.cpp)
      target_link_libraries(responsum_fuzz_replay PRIVATE responsum_strict responsum_options)
      responsum_compile_together(responsum_fuzz_replay responsum_precompiled)
    endif()
    add_executable(${target} ${FUZZ_SOURCES})
    target_link_libraries(${target} PRIVATE responsum_fuzz_replay)
    add_test(NAME ${target} COMMAND ${target} ${PROJECT_SOURCE_DIR}/fuzz/corpus/${name})
  endif()
  responsum_compile_together(${target} responsum_precompiled)
  target_link_libraries(${target} PRIVATE responsum_strict)
  foreach(used IN LISTS FUZZ_USES)
    target_link_libraries(${target} PRIVATE responsum_${used})
  endforeach()
endfunction()
