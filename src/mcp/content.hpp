#pragma once

#include "versions.hpp"

#include <retail_mcp/mcp/content.hpp>

#include <string>

namespace retail_mcp::mcp {

/// Appends one block of content as this revision has it.
void write_content(std::string& out, const Content& content, const Revision& revision);

/// Appends what resources/read gives of one resource.
void write_contents(std::string& out, const ResourceContents& contents);

} // namespace retail_mcp::mcp
