# tree-sitter's core and Python grammar, from their npm packages (third_party/package-lock.json holds the integrity hashes).
# SUMMARY_UPGRADE_TREE_SITTER_DIR names a ready node_modules directory for offline builds.
set(SUMMARY_UPGRADE_TREE_SITTER_DIR "" CACHE PATH "A node_modules directory with tree-sitter and tree-sitter-python")
if(SUMMARY_UPGRADE_TREE_SITTER_DIR)
  set(NODE_MODULES ${SUMMARY_UPGRADE_TREE_SITTER_DIR})
else()
  set(NODE_MODULES ${CMAKE_BINARY_DIR}/third_party/node_modules)
  file(SHA256 ${CMAKE_SOURCE_DIR}/third_party/package-lock.json LOCK_HASH)
  set(STAMP ${CMAKE_BINARY_DIR}/third_party/${LOCK_HASH}.stamp)
  if(NOT EXISTS ${STAMP})
    find_program(NPM npm REQUIRED)
    file(COPY ${CMAKE_SOURCE_DIR}/third_party/package.json ${CMAKE_SOURCE_DIR}/third_party/package-lock.json
         DESTINATION ${CMAKE_BINARY_DIR}/third_party)
    execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund
                    WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/third_party
                    RESULT_VARIABLE RESULT ERROR_VARIABLE OUTPUT OUTPUT_VARIABLE OUTPUT)
    if(NOT RESULT EQUAL 0)
      message(FATAL_ERROR "npm could not fetch tree-sitter (set SUMMARY_UPGRADE_TREE_SITTER_DIR to build offline):\n${OUTPUT}")
    endif()
    file(TOUCH ${STAMP})
  endif()
endif()

set(TREE_SITTER_CORE ${NODE_MODULES}/tree-sitter/vendor/tree-sitter/lib)
set(TREE_SITTER_PYTHON ${NODE_MODULES}/tree-sitter-python/src)
foreach(NEEDED ${TREE_SITTER_CORE}/src/lib.c ${TREE_SITTER_PYTHON}/parser.c ${TREE_SITTER_PYTHON}/scanner.c)
  if(NOT EXISTS ${NEEDED})
    message(FATAL_ERROR "tree-sitter is incomplete: ${NEEDED} is missing")
  endif()
endforeach()
add_library(tree_sitter STATIC ${TREE_SITTER_CORE}/src/lib.c ${TREE_SITTER_PYTHON}/parser.c ${TREE_SITTER_PYTHON}/scanner.c)
target_include_directories(tree_sitter SYSTEM PUBLIC ${TREE_SITTER_CORE}/include)
target_include_directories(tree_sitter PRIVATE ${TREE_SITTER_CORE}/src ${TREE_SITTER_PYTHON})
set_target_properties(tree_sitter PROPERTIES C_STANDARD 11 C_EXTENSIONS ON)
target_compile_options(tree_sitter PRIVATE -O2 -w)
# The core calls the grammar's scanner through pointers of another prototype.
target_compile_options(tree_sitter PRIVATE $<$<C_COMPILER_ID:Clang>:-fno-sanitize=function>)
