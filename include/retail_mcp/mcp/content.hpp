#pragma once

#include <retail_mcp/mcp/resource.hpp>

#include <string>
#include <variant>

/// What a tool's answer and a prompt's message are made of.
namespace retail_mcp::mcp {

struct Text {
    std::string text;
};

/// `data` is bytes here; the wire has them in base64.
struct Image {
    std::string data;
    std::string mime_type;
};

struct Audio {
    std::string data;
    std::string mime_type;
};

/// A pointer to something the client can read with resources/read; it need not be listed.
using ResourceLink = ResourceDescriptor;

/// ResourceContents is a resource that is handed over at once. Where a revision has no such
/// content, its client is told in a line of text what there is.
using Content = std::variant<Text, Image, Audio, ResourceLink, ResourceContents>;

} // namespace retail_mcp::mcp
