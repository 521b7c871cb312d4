# Precompiled headers for the presets that are built all day. A source that forgets a standard header fails in
# tests/lint/standard_headers_test.cpp, and in the release and fuzz builds, which do without.
#
# gcc takes a precompiled header only where it was made with the same macros, so a target that uses SDL (which defines
# _REENTRANT) has its own or none.
set(precompiled_std
  <algorithm> <array> <charconv> <chrono> <cstdint> <cstring> <deque> <filesystem> <fstream> <functional> <map> <memory>
  <mutex> <optional> <set> <span> <string> <string_view> <thread> <unordered_map> <utility> <variant> <vector>
  <fmt/format.h> <tl/expected.hpp>)
set(precompiled_asio ${PROJECT_SOURCE_DIR}/analytics/net/asio.hpp)

# tabacus_shared_headers(NAME [HEADERS header...] [THIRD_PARTY target...]): a set that many targets take.
function(tabacus_shared_headers name)
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

# tabacus_precompile(TARGET [HEADER...]): the standard headers, with HEADERs a set of TARGET's own.
function(tabacus_precompile target)
  if(NOT TABACUS_PCH)
    return()
  endif()
  if(ARGN)
    target_precompile_headers(${target} PRIVATE ${precompiled_std} ${ARGN})
  else()
    target_precompile_headers(${target} REUSE_FROM tabacus_std_headers)
  endif()
endfunction()

# tabacus_precompile_test(TARGET THIRD_PARTY...): GoogleTest's headers, with Asio's where the test uses them.
function(tabacus_precompile_test target)
  if(NOT TABACUS_PCH OR "PkgConfig::SDL2" IN_LIST ARGN)
    return()
  endif()
  set(shared tabacus_test_headers)
  if("tabacus_boost" IN_LIST ARGN)
    set(shared tabacus_test_headers_asio)
  endif()
  target_precompile_headers(${target} REUSE_FROM ${shared})
endfunction()
