#pragma once

#include "versions.hpp"

#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/mcp/content.hpp>

#include <string>
#include <string_view>

namespace retail_mcp::mcp {

/// Writes the member unless it is empty.
void write_optional(json::ObjectWriter& members, std::string_view key, const std::string& value);

/// Writes what a list's entry and a link say of a resource in this revision.
void write_members(
    json::ObjectWriter& members, const ResourceDescriptor& resource, const Revision& revision
);

/// Appends one block of content as this revision has it.
void write_content(std::string& out, const Content& content, const Revision& revision);

/// Appends what resources/read gives of one resource.
void write_contents(std::string& out, const ResourceContents& contents);

} // namespace retail_mcp::mcp
