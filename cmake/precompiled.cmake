# Precompiled headers for the presets that are built all day. A source that forgets a standard header fails in
# tests/lint/standard_headers_test.cpp, and in the release and fuzz builds, which do without.
#
# There are several sets, because a set is not free: each source that takes one instantiates, again, the templates that
# the set's inline functions use (an empty source: 0.2 s with the standard headers, 1.3 s with nlohmann's and simdjson's
# beside them). So a folder takes a heavy header only where most of its sources include it.
#
# gcc takes a precompiled header only where it was made with the same macros, so sources that use SDL (which defines
# _REENTRANT) have sets of their own.
set(precompiled_std
  <algorithm> <array> <charconv> <chrono> <cstdint> <cstring> <deque> <filesystem> <fstream> <functional> <map> <memory>
  <mutex> <optional> <set> <span> <string> <string_view> <thread> <unordered_map> <utility> <variant> <vector>
  <fmt/format.h> <tl/expected.hpp>)

# tabacus_headers_set(NAME [HEADERS header...] [THIRD_PARTY target...]): the standard headers and HEADERS.
function(tabacus_headers_set name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;THIRD_PARTY")
  if(NOT TABACUS_PCH)
    return()
  endif()
  file(WRITE ${PROJECT_BINARY_DIR}/${name}.cpp "")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE fmt::fmt tl::expected tabacus_flags ${arg_THIRD_PARTY})
  target_precompile_headers(${name} PRIVATE ${precompiled_std} ${arg_HEADERS})
endfunction()

function(tabacus_library_headers_sets)
  tabacus_headers_set(tabacus_std_headers)
  tabacus_headers_set(tabacus_asio_headers
    HEADERS ${PROJECT_SOURCE_DIR}/analytics/net/asio.hpp
    THIRD_PARTY tabacus_boost)
  tabacus_headers_set(tabacus_json_headers
    HEADERS <nlohmann/json.hpp>
    THIRD_PARTY nlohmann_json::nlohmann_json)
  tabacus_headers_set(tabacus_simdjson_headers
    HEADERS <simdjson.h>
    THIRD_PARTY PkgConfig::SIMDJSON)
  if(TABACUS_GUI)
    tabacus_headers_set(tabacus_window_headers
      HEADERS <SDL.h>
      THIRD_PARTY tabacus_sdl_headers)
  endif()
endfunction()

function(tabacus_test_headers_sets)
  tabacus_headers_set(tabacus_test_headers
    HEADERS <gmock/gmock.h> <gtest/gtest.h>
    THIRD_PARTY GTest::gmock)
  tabacus_headers_set(tabacus_test_headers_asio
    HEADERS <gmock/gmock.h> <gtest/gtest.h> ${PROJECT_SOURCE_DIR}/analytics/net/asio.hpp
    THIRD_PARTY GTest::gmock tabacus_boost)
  if(TABACUS_GUI)
    tabacus_headers_set(tabacus_test_headers_sdl
      HEADERS <gmock/gmock.h> <gtest/gtest.h> <SDL.h>
      THIRD_PARTY GTest::gmock PkgConfig::SDL2)
  endif()
endfunction()

# tabacus_precompile(TARGET [SET]): TARGET takes SET, the standard headers when none is named.
function(tabacus_precompile target)
  if(NOT TABACUS_PCH)
    return()
  endif()
  set(set_name ${ARGN})
  if(NOT set_name)
    set(set_name tabacus_std_headers)
  endif()
  target_precompile_headers(${target} REUSE_FROM ${set_name})
endfunction()

# tabacus_precompile_sources(TARGET SET [SOURCE...]): these sources of TARGET in this folder, all when none is named, take
# SET instead of what TARGET takes.
function(tabacus_precompile_sources target set_name)
  if(NOT TABACUS_PCH OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    return()
  endif()
  if(ARGN)
    list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE sources)
  else()
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/[^/]+\\.cpp$")
  endif()
  get_target_property(made_in ${set_name} BINARY_DIR)
  set(header ${made_in}/CMakeFiles/${set_name}.dir/cmake_pch.hxx)
  set_source_files_properties(${sources} TARGET_DIRECTORY ${target} PROPERTIES
    SKIP_PRECOMPILE_HEADERS ON
    COMPILE_OPTIONS "-Winvalid-pch;-include;${header}"
    OBJECT_DEPENDS ${header}.gch)
endfunction()

# tabacus_precompile_test(TARGET THIRD_PARTY...): GoogleTest's headers, with those of Asio or SDL where the test uses them.
function(tabacus_precompile_test target)
  set(set_name tabacus_test_headers)
  if("tabacus_boost" IN_LIST ARGN)
    set(set_name tabacus_test_headers_asio)
  elseif("PkgConfig::SDL2" IN_LIST ARGN)
    set(set_name tabacus_test_headers_sdl)
  endif()
  tabacus_precompile(${target} ${set_name})
endfunction()
