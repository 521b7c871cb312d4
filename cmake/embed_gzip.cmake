# tabacus_embed_gzip(target file): the file, made smaller by gzip, becomes two symbols of the target: for page/app.js
# `tabacus_gzip_app_js` and `tabacus_gzip_app_js_end`. Made again when the file changes; the same file gives the same bytes.
find_program(TABACUS_GZIP gzip REQUIRED)
function(tabacus_embed_gzip target file)
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  cmake_path(GET file FILENAME name)
  string(MAKE_C_IDENTIFIER ${name} symbol)
  set(packed ${CMAKE_CURRENT_BINARY_DIR}/${name}.gz)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  add_custom_command(OUTPUT ${packed} COMMAND ${TABACUS_GZIP} -9nc ${file} > ${packed} DEPENDS ${file} VERBATIM)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
    .section .rodata
    .global tabacus_gzip_@symbol@
    .global tabacus_gzip_@symbol@_end
tabacus_gzip_@symbol@:
    .incbin "@packed@"
tabacus_gzip_@symbol@_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
]])
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${packed})
  target_sources(${target} PRIVATE ${source} ${packed})
endfunction()
