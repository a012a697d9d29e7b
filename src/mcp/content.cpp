#include "content.hpp"

#include <retail_mcp/base/base64.hpp>
#include <retail_mcp/base/json_writer.hpp>

#include <string_view>

namespace retail_mcp::mcp {

namespace {

void write_text(std::string& out, std::string_view text) {
    json::ObjectWriter(out).string("type", "text").string("text", text).close();
}

void write_media(
    std::string& out, std::string_view type, const std::string& data, const std::string& mime_type
) {
    json::ObjectWriter(out)
        .string("type", type)
        .string("data", encode_base64(data))
        .string("mimeType", mime_type)
        .close();
}

struct Writer {
    std::string& out;
    const Revision& revision;

    void operator()(const Text& text) const { write_text(out, text.text); }

    void operator()(const Image& image) const {
        write_media(out, "image", image.data, image.mime_type);
    }

    void operator()(const Audio& audio) const {
        if (revision.audio) {
            write_media(out, "audio", audio.data, audio.mime_type);
        } else {
            write_text(out, "Sound (" + audio.mime_type + ") that this revision cannot carry.");
        }
    }

    void operator()(const ResourceLink& link) const {
        if (!revision.resource_links) { // the model still learns where to read
            write_text(out, link.name + ": " + link.uri);
            return;
        }
        json::ObjectWriter members(out);
        members.string("type", "resource_link");
        write_members(members, link, revision);
        members.close();
    }

    void operator()(const ResourceContents& resource) const {
        json::ObjectWriter members(out);
        members.string("type", "resource").key("resource");
        write_contents(out, resource);
        members.close();
    }
};

} // namespace

void write_optional(json::ObjectWriter& members, std::string_view key, const std::string& value) {
    if (!value.empty()) {
        members.string(key, value);
    }
}

void write_members(
    json::ObjectWriter& members, const ResourceDescriptor& resource, const Revision& revision
) {
    members.string("uri", resource.uri).string("name", resource.name);
    if (revision.structured_content) { // titles came together with it
        write_optional(members, "title", resource.title);
    }
    write_optional(members, "description", resource.description);
    write_optional(members, "mimeType", resource.mime_type);
    if (resource.size) {
        members.integer("size", *resource.size);
    }
}

void write_content(std::string& out, const Content& content, const Revision& revision) {
    std::visit(Writer{out, revision}, content);
}

void write_contents(std::string& out, const ResourceContents& contents) {
    json::ObjectWriter members(out);
    members.string("uri", contents.uri);
    write_optional(members, "mimeType", contents.mime_type);
    if (contents.blob) {
        members.string("blob", encode_base64(*contents.blob));
    } else {
        members.string("text", contents.text);
    }
    members.close();
}

} // namespace retail_mcp::mcp
