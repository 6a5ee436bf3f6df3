# What `cmake --install` and the packages hold of the command: the component summary_upgrade. (The runtime's is summary_v2, in lib/runtime.)
# cmake --install BUILD --component summary_upgrade --prefix DIR; cpack --config BUILD/CPackConfig.cmake (a .deb); pip wheel . (pyproject.toml)
if(SKBUILD)
  # A wheel: the program on the environment's PATH, and nothing else.
  install(TARGETS summary-upgrade DESTINATION ${SKBUILD_SCRIPTS_DIR} COMPONENT summary_upgrade)
  return()
endif()

include(GNUInstallDirs)
install(TARGETS summary-upgrade DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT summary_upgrade)
# The program prints its manual and completions itself.
set(GENERATED
  "man:${CMAKE_INSTALL_MANDIR}/man1/summary-upgrade.1"
  "completion bash:${CMAKE_INSTALL_DATADIR}/bash-completion/completions/summary-upgrade"
  "completion zsh:${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions/_summary-upgrade"
  "completion fish:${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d/summary-upgrade.fish")
foreach(ENTRY ${GENERATED})
  string(REGEX MATCH "^([^:]*):(.*)/([^/]*)$" ENTRY "${ENTRY}")
  set(FOLDER ${CMAKE_MATCH_2})
  set(FILE ${CMAKE_CURRENT_BINARY_DIR}/generated/${CMAKE_MATCH_3})
  if(CMAKE_MATCH_1 STREQUAL "completion bash")
    set(FILE ${CMAKE_CURRENT_BINARY_DIR}/generated/bash/summary-upgrade)
  endif()
  string(REPLACE " " "\" \"" WORDS "${CMAKE_MATCH_1}")
  get_filename_component(PARENT ${FILE} DIRECTORY)
  install(CODE "
    file(MAKE_DIRECTORY \"${PARENT}\")
    execute_process(COMMAND \"$<TARGET_FILE:summary-upgrade>\" \"${WORDS}\" OUTPUT_FILE \"${FILE}\" COMMAND_ERROR_IS_FATAL ANY)" COMPONENT summary_upgrade)
  install(FILES ${FILE} DESTINATION ${FOLDER} COMPONENT summary_upgrade)
endforeach()
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT summary_upgrade)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME summary-upgrade)
set(CPACK_PACKAGE_CONTACT "The summary-upgrade authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Moves the TensorBoard logging of TensorFlow 1 programs to TensorFlow 2")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL summary_upgrade)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_SUMMARY_UPGRADE_PACKAGE_NAME summary-upgrade)
set(CPACK_DEBIAN_SUMMARY_UPGRADE_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_STRIP_FILES OFF) # the linker has done it (SUMMARY_UPGRADE_STATIC)
# Packing is no reason to build the tests.
set(CPACK_CMAKE_BUILD_ALL OFF)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
include(CPack)
