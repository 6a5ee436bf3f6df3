# Clang's LibTooling as static archives, in target summary_upgrade_clang.
#
# Debian exports every clang library with the link interface `…;LLVM`, and `LLVM` is the shared libLLVM. Linked as it is, the binary would
# load 120 MB of shared code at start and hold LLVM's globals twice (once static from our own Support). So `LLVM` is
# taken out of the interfaces, and the component archives that clang needs are named instead.

# ClangConfig refuses any version request, so LLVM's version (checked in Toolchain.cmake) decides which Clang this is.
find_package(Clang REQUIRED CONFIG HINTS ${LLVM_INSTALL_PREFIX}/lib/cmake/clang NO_DEFAULT_PATH)

# Everything clangTooling and clangIndex (names of declarations) reach, depth first.
set(PENDING clangTooling clangIndex)
set(SEEN "")
while(PENDING)
  list(POP_FRONT PENDING LIBRARY)
  if(LIBRARY IN_LIST SEEN)
    continue()
  endif()
  list(APPEND SEEN ${LIBRARY})
  get_target_property(INTERFACE ${LIBRARY} INTERFACE_LINK_LIBRARIES)
  if(INTERFACE)
    list(REMOVE_ITEM INTERFACE LLVM)
    set_target_properties(${LIBRARY} PROPERTIES INTERFACE_LINK_LIBRARIES "${INTERFACE}")
    foreach(NEXT ${INTERFACE})
      if(TARGET ${NEXT})
        list(APPEND PENDING ${NEXT})
      endif()
    endforeach()
  endif()
endwhile()

llvm_map_components_to_libnames(CLANG_LLVM_LIBRARIES
  support targetparser option mcparser mc bitreader bitstreamreader profiledata frontendopenmp frontendhlsl frontendoffloading
  core binaryformat windowsdriver asmparser)
add_library(summary_upgrade_clang INTERFACE)
target_include_directories(summary_upgrade_clang SYSTEM INTERFACE ${CLANG_INCLUDE_DIRS})
target_link_libraries(summary_upgrade_clang INTERFACE clangTooling clangIndex ${CLANG_LLVM_LIBRARIES})

# Clang's headers cost 0.6 GB and some seconds a file: one such compilation at a time.
set_property(GLOBAL APPEND PROPERTY JOB_POOLS clang_headers=1)
