# Targets hspace::hspace (shared) and hspace::static of an installed hspace, wherever it was moved to.
get_filename_component(_hspace_folder "${CMAKE_CURRENT_LIST_DIR}" REALPATH)
get_filename_component(_hspace_prefix "${_hspace_folder}/../../.." ABSOLUTE)

if(NOT TARGET hspace::static)
  add_library(hspace::static STATIC IMPORTED)
  set_target_properties(hspace::static PROPERTIES
    IMPORTED_LOCATION "${_hspace_prefix}/lib/libhspace.a"
    INTERFACE_INCLUDE_DIRECTORIES "${_hspace_prefix}/include"
    INTERFACE_LINK_LIBRARIES "m;pthread")
endif()
if(NOT TARGET hspace::hspace)
  add_library(hspace::hspace SHARED IMPORTED)
  set_target_properties(hspace::hspace PROPERTIES
    IMPORTED_LOCATION "${_hspace_prefix}/lib/libhspace.so"
    INTERFACE_INCLUDE_DIRECTORIES "${_hspace_prefix}/include")
endif()
unset(_hspace_folder)
unset(_hspace_prefix)
