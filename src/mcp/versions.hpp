#pragma once

#include <retail_mcp/mcp/request_context.hpp>

#include <span>
#include <string_view>

namespace retail_mcp::mcp {

/// One revision of the protocol and where it differs. Everything else is the same in all.
struct Revision {
    std::string_view date;
    Era era;
    bool batches; ///< arrays of messages are legal
    bool tool_annotations;
    bool completions;        ///< there is a capability to declare
    bool structured_content; ///< and output schemas, and titles
    bool audio;              ///< as content
    bool resource_links;     ///< likewise
    bool elicitation;
    int unknown_resource; ///< the error code
};

/// Oldest first.
std::span<const Revision> revisions();

/// Null for a date that is not spoken here.
const Revision* find_revision(std::string_view date, Era era);

/// What a session gets that asks for something unknown.
const Revision& latest_legacy();

} // namespace retail_mcp::mcp
