# Turns the SQL files into C++ at build time, so that the binary carries its own schema and
# statements and no statement is ever assembled from strings.
#
#   cmake -DSOURCE_DIR=sql -DHEADER=include/retail_mcp/sql.hpp -DSOURCE=sql.cpp -P embed.cmake
#
# The header only names what there is, so that what uses a statement is not compiled anew when its
# text changes.
#
# queries/NAME.sql      -> sql::NAME            (db::Statement: name and text)
# migrations/NNNN_*.sql -> sql::migrations[]    (db::SqlFile, in file name order)
# repeatable/NN_*.sql   -> sql::repeatables[]   (db::SqlFile, in file name order)
# roles.sql             -> sql::roles
# data/NAME             -> sql::data::NAME      (std::string_view; dots become underscores)

function(literal path out)
  file(READ ${path} text)
  set(${out} "R\"~SQL~(${text})~SQL~\"" PARENT_SCOPE)
endfunction()

set(generated "// Generated from sql/ at build time; edit the SQL files instead.\n")
set(header "${generated}#pragma once\n\n#include <retail_mcp/db/statement.hpp>\n\n#include <array>\n#include <string_view>\n\nnamespace retail_mcp::sql {\n\n")
set(source "${generated}#include <retail_mcp/sql.hpp>\n\n// Longer literals than the standard promises; the compilers we build with take them.\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\nnamespace retail_mcp::sql {\n\n")

file(GLOB queries ${SOURCE_DIR}/queries/*.sql)
list(SORT queries)
foreach(path IN LISTS queries)
  get_filename_component(name ${path} NAME_WE)
  literal(${path} text)
  string(REGEX MATCH "\n-- Planned for each call: " each_call "${text}")
  if(each_call)
    set(each_call ", true")
  endif()
  string(APPEND header "extern const db::Statement ${name};\n")
  string(APPEND source "constinit const db::Statement ${name}{\"${name}\", ${text}${each_call}};\n\n")
endforeach()

foreach(kind migrations repeatable)
  file(GLOB paths ${SOURCE_DIR}/${kind}/*.sql)
  list(SORT paths)
  list(LENGTH paths count)
  if(kind STREQUAL repeatable)
    set(array repeatables)
  else()
    set(array ${kind})
  endif()
  set(type "std::array<db::SqlFile, ${count}>")
  string(APPEND header "extern const ${type} ${array};\n")
  string(APPEND source "constinit const ${type} ${array}{{\n")
  foreach(path IN LISTS paths)
    get_filename_component(name ${path} NAME)
    literal(${path} text)
    string(APPEND source "{\"${name}\", ${text}},\n")
  endforeach()
  string(APPEND source "}};\n\n")
endforeach()

if(EXISTS ${SOURCE_DIR}/roles.sql)
  literal(${SOURCE_DIR}/roles.sql text)
  string(APPEND header "extern const db::SqlFile roles;\n")
  string(APPEND source "constinit const db::SqlFile roles{\"roles.sql\", ${text}};\n\n")
endif()

string(APPEND header "\nnamespace data {\n")
string(APPEND source "namespace data {\n\n")
file(GLOB paths ${SOURCE_DIR}/data/*)
list(SORT paths)
foreach(path IN LISTS paths)
  get_filename_component(name ${path} NAME)
  string(REPLACE "." "_" name ${name})
  literal(${path} text)
  string(APPEND header "extern const std::string_view ${name};\n")
  string(APPEND source "constinit const std::string_view ${name}{${text}};\n\n")
endforeach()
string(APPEND header "} // namespace data\n\n} // namespace retail_mcp::sql\n")
string(APPEND source "} // namespace data\n\n} // namespace retail_mcp::sql\n")

foreach(output HEADER SOURCE)
  string(TOLOWER ${output} content)
  file(WRITE ${${output}}.new "${${content}}")
  file(COPY_FILE ${${output}}.new ${${output}} ONLY_IF_DIFFERENT)
  file(REMOVE ${${output}}.new)
endforeach()
