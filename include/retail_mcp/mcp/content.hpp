#pragma once

#include <retail_mcp/mcp/resource.hpp>

#include <cstdint>
#include <optional>
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

/// A pointer to something the client can read with resources/read.
struct ResourceLink {
    std::string uri;
    std::string name;
    std::string title = {};
    std::string description = {};
    std::string mime_type = {};
    std::optional<std::int64_t> size = {};
};

/// ResourceContents is a resource that is handed over at once. Where a revision has no such
/// content, its client is told in a line of text what there is.
using Content = std::variant<Text, Image, Audio, ResourceLink, ResourceContents>;

} // namespace retail_mcp::mcp
