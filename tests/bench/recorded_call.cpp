#include "recorded_call.hpp"

#include <cstdint>
#include <map>
#include <stdexcept>

namespace retail_mcp::bench {

namespace {

/// Reads PostgreSQL's frontend messages field by field.
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_{bytes} {}

    bool at_end() const { return bytes_.empty(); }

    std::size_t left() const { return bytes_.size(); }

    char byte() { return take(1).front(); }

    std::uint32_t number(std::size_t width) {
        std::uint32_t value = 0;
        for (const char c : take(width)) {
            value = value << 8U | static_cast<unsigned char>(c);
        }
        return value;
    }

    std::string text() {
        const std::size_t length = bytes_.find('\0');
        std::string value{take(length)};
        take(1);
        return value;
    }

    std::string_view take(std::size_t count) {
        if (count > bytes_.size()) {
            throw std::runtime_error{"a message was cut off on the wire"};
        }
        const std::string_view part = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return part;
    }

private:
    std::string_view bytes_;
};

RecordedStatement read_bind(Reader body, const std::map<std::string, std::string>& texts) {
    RecordedStatement statement;
    body.text(); // the portal
    statement.name = body.text();
    statement.text = texts.at(statement.name);
    body.take(2 * body.number(2)); // formats: all text
    const std::uint32_t count = body.number(2);
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t length = body.number(4);
        statement.parameters.emplace_back(std::nullopt);
        if (length != UINT32_MAX) {
            statement.parameters.back() = std::string{body.take(length)};
        }
    }
    return statement;
}

} // namespace

RecordedCall recorded_call(std::string_view sent, std::size_t from) {
    Reader stream{sent};
    stream.take(stream.number(4) - 4); // the start-up message has no type byte
    std::map<std::string, std::string> texts;
    RecordedCall call;
    while (!stream.at_end()) {
        const bool wanted = sent.size() - stream.left() >= from;
        const char type = stream.byte();
        Reader body{stream.take(stream.number(4) - 4)};
        if (type == 'P') {
            const std::string name = body.text();
            texts[name] = body.text();
        } else if (type == 'B' && wanted) {
            call.push_back(read_bind(body, texts));
        }
    }
    return call;
}

} // namespace retail_mcp::bench
