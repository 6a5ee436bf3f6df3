# Language level, warnings, linker, compiler cache and LLVM's support library.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# Debian's version file refuses plain `19`.
find_package(LLVM 19.1 REQUIRED CONFIG)
llvm_map_components_to_libnames(LLVM_SUPPORT_LIBRARIES support)
# Debian's Support names shared libraries: zlib and zstd have archives, and nothing here needs the Z3 solver.
find_library(ZLIB_ARCHIVE libz.a REQUIRED)
set_target_properties(LLVMSupport PROPERTIES
  INTERFACE_LINK_LIBRARIES "rt;dl;m;${ZLIB_ARCHIVE};zstd::libzstd_static;LLVMDemangle")

add_library(summary_upgrade_options INTERFACE)
target_include_directories(summary_upgrade_options INTERFACE ${CMAKE_SOURCE_DIR}/lib)
target_include_directories(summary_upgrade_options SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_compile_options(summary_upgrade_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti -fno-exceptions>
  -Wall -Wextra -Wno-unused-parameter -Wno-deprecated-declarations -Werror=unused-result -Werror=return-type)
target_compile_options(summary_upgrade_options INTERFACE -ffunction-sections -fdata-sections)
target_link_options(summary_upgrade_options INTERFACE -fuse-ld=lld -no-pie -Wl,--gc-sections)
if(SUMMARY_UPGRADE_STATIC)
  target_link_options(summary_upgrade_options INTERFACE -static-libstdc++ -static-libgcc -Wl,-s)
endif()
target_link_libraries(summary_upgrade_options INTERFACE ${LLVM_SUPPORT_LIBRARIES})

# summary_upgrade_library(NAME [DEPENDS lib...]): all sources beside the call.
function(summary_upgrade_library NAME)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  file(GLOB SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(SOURCES)
    add_library(summary_upgrade_${NAME} STATIC ${SOURCES})
    target_link_libraries(summary_upgrade_${NAME} PUBLIC ${ARG_DEPENDS} summary_upgrade_options)
  else()
    add_library(summary_upgrade_${NAME} INTERFACE)
    target_link_libraries(summary_upgrade_${NAME} INTERFACE ${ARG_DEPENDS} summary_upgrade_options)
  endif()
endfunction()
