# What installs beside the program: the rooms that are usable without the server, as find_package(responsum) finds
# them. Each room is a target responsum::<room>; those that this build does not have are left out.
include(CMakePackageConfigHelpers)

set(responsum_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/responsum)
set(responsum_exported responsum_options)
set_target_properties(responsum_options PROPERTIES EXPORT_NAME options)
foreach(room IN LISTS responsum_library_rooms)
  if(TARGET responsum_${room})
    list(APPEND responsum_exported responsum_${room})
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/responsum/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/responsum
      FILES_MATCHING PATTERN "*.hpp" PATTERN "*_test.hpp" EXCLUDE)
  endif()
endforeach()

install(TARGETS ${responsum_exported} EXPORT responsum
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT responsum FILE responsum-targets.cmake NAMESPACE responsum:: DESTINATION ${responsum_package_dir})

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/responsum-config.cmake.in
  ${PROJECT_BINARY_DIR}/responsum-config.cmake INSTALL_DESTINATION ${responsum_package_dir})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/responsum-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/responsum-config.cmake ${PROJECT_BINARY_DIR}/responsum-config-version.cmake
  DESTINATION ${responsum_package_dir})
