#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/jsonrpc/message.hpp>

#include <algorithm>

namespace retail_mcp::jsonrpc {

namespace {

using Json = nlohmann::json;

constexpr std::string_view not_a_request = "Invalid Request";

Malformed malformed(std::optional<Id> id, Code code, std::string message) {
    return {std::move(id), rpc_error(code, std::move(message))};
}

std::optional<Id> id_of(const Json& object) {
    const auto found = object.find("id");
    return found == object.end() ? std::nullopt : Id::from(*found);
}

/// How deep arrays and objects nest, by brackets outside strings; cheap, and right for every text
/// that is JSON.
bool nests_deeper_than(std::string_view text, int limit) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > limit) {
                return true;
            }
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return false;
}

/// The id is still worth finding: its sender waits. What lies too deep is dropped while parsing.
Malformed refuse_deep(std::string_view text) {
    const auto keep_top = [](int depth, Json::parse_event_t, Json&) { return depth <= 2; };
    const Json top = Json::parse(text, keep_top, false);
    if (top.is_discarded()) {
        return malformed(std::nullopt, Code::parse_error, "Parse error");
    }
    return malformed(
        top.is_object() ? id_of(top) : std::nullopt,
        Code::invalid_request,
        "Invalid Request: nested too deeply"
    );
}

Response response_from(Id id, Json& object) {
    const auto error = object.find("error");
    if (error == object.end()) {
        return {std::move(id), std::move(object["result"]), std::nullopt};
    }
    RpcError told{0, "the peer answered with an error", {}};
    if (error->is_object()) {
        const auto code = error->find("code");
        const auto message = error->find("message");
        if (code != error->end() && code->is_number_integer()) {
            told.code = code->get<int>();
        }
        if (message != error->end() && message->is_string()) {
            told.message = message->get<std::string>();
        }
    }
    return {std::move(id), {}, std::move(told)};
}

/// An object without `method`: an answer to us, or nothing we know.
Message without_method(Json& object) {
    auto id = id_of(object);
    if (object.contains("result") || object.contains("error")) {
        return id ? Message(response_from(std::move(*id), object)) : Message(Ignored{});
    }
    return malformed(std::move(id), Code::invalid_request, std::string(not_a_request));
}

Message classify(Json value) {
    if (!value.is_object()) {
        return malformed(std::nullopt, Code::invalid_request, std::string(not_a_request));
    }
    const auto method = value.find("method");
    if (method == value.end()) {
        return without_method(value);
    }
    const auto version = value.find("jsonrpc");
    const auto params = value.find("params");
    const bool well_formed = method->is_string() && version != value.end() && *version == "2.0" &&
                             (params == value.end() || params->is_object());
    Json given = params != value.end() && well_formed ? std::move(*params) : Json::object();
    if (!value.contains("id")) {
        return well_formed ? Message(Notification{method->get<std::string>(), std::move(given)})
                           : Message(Ignored{});
    }
    auto id = id_of(value);
    if (!id || !well_formed) {
        return malformed(std::move(id), Code::invalid_request, std::string(not_a_request));
    }
    return Request{std::move(*id), method->get<std::string>(), std::move(given)};
}

Line single(Message message) {
    Line line;
    line.messages.push_back(std::move(message));
    return line;
}

} // namespace

std::optional<Id> Id::from(const Json& value) {
    if (value.is_string()) {
        std::string text;
        json::append_string(text, value.get_ref<const std::string&>());
        return Id(std::move(text));
    }
    return value.is_number_integer() ? std::optional(Id(value.dump())) : std::nullopt;
}

Line parse_line(std::string_view text, bool batches) {
    if (nests_deeper_than(text, max_depth)) {
        return single(refuse_deep(text));
    }
    Json value = Json::parse(text, nullptr, false);
    if (value.is_discarded()) {
        return single(malformed(std::nullopt, Code::parse_error, "Parse error"));
    }
    if (!value.is_array() || !batches || value.empty()) {
        return single(classify(std::move(value)));
    }
    Line line;
    line.batch = true;
    line.messages.reserve(value.size());
    for (auto& element : value) {
        line.messages.push_back(classify(std::move(element)));
    }
    return line;
}

std::string result_message(const Id& id, std::string_view result) {
    std::string text;
    text.reserve(result.size() + id.json().size() + 40);
    text += R"({"jsonrpc":"2.0","id":)";
    text += id.json();
    text += R"(,"result":)";
    text += result;
    text += '}';
    return text;
}

std::string error_message(const std::optional<Id>& id, const RpcError& error) {
    std::string text;
    json::ObjectWriter message(text);
    message.string("jsonrpc", "2.0").raw("id", id ? std::string_view(id->json()) : "null");
    message.key("error");
    json::ObjectWriter body(text);
    body.integer("code", error.code).string("message", error.message);
    if (!error.data.empty()) {
        body.raw("data", error.data);
    }
    body.close();
    message.close();
    return text;
}

std::string
call_message(const std::optional<Id>& id, std::string_view method, std::string_view params) {
    std::string text;
    json::ObjectWriter message(text);
    message.string("jsonrpc", "2.0");
    if (id) {
        message.raw("id", id->json());
    }
    message.string("method", method);
    if (!params.empty()) {
        message.raw("params", params);
    }
    message.close();
    return text;
}

} // namespace retail_mcp::jsonrpc
