# tabacus_embed_text(target symbol file): the file's text becomes `extern const std::string_view symbol` of namespace
# tabacus, compiled into the target. An edit of the file configures again.
function(tabacus_embed_text target symbol file)
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/embedded_text.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp @ONLY)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp)
  get_target_property(target_folder ${target} SOURCE_DIR)
  set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp
    DIRECTORY ${target_folder} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings SKIP_PRECOMPILE_HEADERS ON)
endfunction()
