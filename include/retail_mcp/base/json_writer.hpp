#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Writing JSON straight into a string, without a document in between. Output is compact and
/// always valid UTF-8: what is not is replaced by U+FFFD.
namespace retail_mcp::json {

/// Appends `text` as a JSON string, quoted and escaped.
void append_string(std::string& out, std::string_view text);

void append_integer(std::string& out, std::int64_t value);

/// Appends an object member by member and keeps the commas. The caller writes each value to
/// `out()` directly after `key`. `close` must be called once.
class ObjectWriter {
public:
    explicit ObjectWriter(std::string& out) : out_{out} { out_ += '{'; }

    ObjectWriter& key(std::string_view name) {
        if (!empty_) {
            out_ += ',';
        }
        empty_ = false;
        append_string(out_, name);
        out_ += ':';
        return *this;
    }

    ObjectWriter& string(std::string_view name, std::string_view value) {
        key(name);
        append_string(out_, value);
        return *this;
    }

    ObjectWriter& integer(std::string_view name, std::int64_t value) {
        key(name);
        append_integer(out_, value);
        return *this;
    }

    ObjectWriter& boolean(std::string_view name, bool value) {
        return raw(name, value ? "true" : "false");
    }

    /// `value` is JSON already.
    ObjectWriter& raw(std::string_view name, std::string_view value) {
        key(name);
        out_ += value;
        return *this;
    }

    void close() { out_ += '}'; }

    std::string& out() { return out_; }

private:
    std::string& out_;
    bool empty_ = true;
};

/// The same for an array: call `next` before each element.
class ArrayWriter {
public:
    explicit ArrayWriter(std::string& out) : out_{out} { out_ += '['; }

    std::string& next() {
        if (!empty_) {
            out_ += ',';
        }
        empty_ = false;
        return out_;
    }

    void close() { out_ += ']'; }

private:
    std::string& out_;
    bool empty_ = true;
};

} // namespace retail_mcp::json
