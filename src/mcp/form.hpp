#pragma once

#include <retail_mcp/jsonrpc/message.hpp>
#include <retail_mcp/mcp/request_context.hpp>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <optional>
#include <string>

/// Forms on the wire: elicitation, as both eras write it.
namespace retail_mcp::mcp {

/// The params of `elicitation/create`. `mode` is written for modern clients only.
std::string elicitation_params(const Form& form, Era era);

/// What the person did with the form, from an elicitation's result. One that follows neither
/// protocol nor form is a protocol error.
tl::expected<FormAnswer, jsonrpc::RpcError>
read_answer(const nlohmann::json& result, const Form& form);

/// How `content` differs from what the form asks for; nothing if it is right. Knows the part of
/// JSON Schema that forms are made of.
std::optional<std::string>
form_violation(const nlohmann::json& content, const nlohmann::json& schema);

} // namespace retail_mcp::mcp
