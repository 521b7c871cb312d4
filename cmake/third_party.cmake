# Every library of the distribution that tabacus links, under one imported target each. Found here once; linked
# PRIVATE by the module that names it.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)

pkg_check_modules(BROTLI REQUIRED IMPORTED_TARGET libbrotlidec)
pkg_check_modules(BROTLI_ENCODER REQUIRED IMPORTED_TARGET libbrotlienc)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(SIMDJSON REQUIRED IMPORTED_TARGET simdjson)
pkg_check_modules(VTERM REQUIRED IMPORTED_TARGET vterm)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(TOMLPP REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(EDITLINE REQUIRED IMPORTED_TARGET libedit)

if(TABACUS_GUI)
  find_package(Freetype REQUIRED)
  find_package(OpenGL REQUIRED)
  pkg_check_modules(HARFBUZZ REQUIRED IMPORTED_TARGET harfbuzz)
  pkg_check_modules(FONTCONFIG REQUIRED IMPORTED_TARGET fontconfig)
  pkg_check_modules(SDL2 REQUIRED IMPORTED_TARGET sdl2)
  # The program loads SDL when a window is wanted (app/gui/sdl_library.cpp).
  add_library(tabacus_sdl_headers INTERFACE)
  target_include_directories(tabacus_sdl_headers SYSTEM INTERFACE ${SDL2_INCLUDE_DIRS})
  target_compile_options(tabacus_sdl_headers INTERFACE ${SDL2_CFLAGS_OTHER})
  target_link_libraries(tabacus_sdl_headers INTERFACE ${CMAKE_DL_LIBS})
  # Likewise when there is something to tell the desktop (app/gui/alarms/dbus_library.cpp).
  pkg_check_modules(DBUS REQUIRED IMPORTED_TARGET dbus-1)
  add_library(tabacus_dbus_headers INTERFACE)
  target_include_directories(tabacus_dbus_headers SYSTEM INTERFACE ${DBUS_INCLUDE_DIRS})
endif()

# Boost is used as headers only. Where an older Boost holds the system's include path, `./dev` unpacks 1.81 into
# build/boost; that copy wins.
if(EXISTS ${PROJECT_SOURCE_DIR}/build/boost/usr/include/boost/version.hpp)
  set(TABACUS_BOOST_INCLUDE ${PROJECT_SOURCE_DIR}/build/boost/usr/include)
else()
  find_path(TABACUS_BOOST_INCLUDE boost/version.hpp REQUIRED)
endif()
file(STRINGS ${TABACUS_BOOST_INCLUDE}/boost/version.hpp boost_version_line REGEX "#define BOOST_VERSION [0-9]+")
string(REGEX MATCH "[0-9]+" boost_version "${boost_version_line}")
if(boost_version LESS 108100)
  message(FATAL_ERROR "Boost 1.81 or newer is needed (found ${boost_version} in ${TABACUS_BOOST_INCLUDE}); run ./dev build, which installs it")
endif()
add_library(tabacus_boost INTERFACE)
target_include_directories(tabacus_boost SYSTEM INTERFACE ${TABACUS_BOOST_INCLUDE})
target_compile_definitions(tabacus_boost INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
                           BOOST_BEAST_USE_STD_STRING_VIEW)
# gcc's thread sanitizer does not understand fences and says so with an error; the queues behind them use mutexes.
if(TABACUS_SANITIZE STREQUAL "thread")
  target_compile_definitions(tabacus_boost INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()
