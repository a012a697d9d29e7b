#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Judges what the server wrote by the official JSON schema of the revision in force.
namespace retail_mcp::test {

/// A small JSON Schema validator: the keywords that the protocol's schemas use, and an exception
/// for any other, so that nothing is ever passed over in silence.
class SchemaValidator {
public:
    explicit SchemaValidator(nlohmann::json document);

    bool defines(std::string_view definition) const;

    /// The name of the definition whose `method` is this constant, or empty.
    std::string definition_for_method(std::string_view method) const;

    /// Empty if `value` conforms to the definition, else where it does not and why.
    std::vector<std::string>
    violations(const nlohmann::json& value, std::string_view definition) const;

    /// The same for a schema on its own, for example a tool's output schema.
    static std::vector<std::string>
    violations_of(const nlohmann::json& value, const nlohmann::json& schema);

private:
    nlohmann::json document_;
    std::string definitions_;
};

/// Follows one conversation. The schemas come from the folder in RETAIL_MCP_SCHEMA_DIR; without it
/// nothing is judged and one line says so.
class SchemaJudge {
public:
    /// A message of the client: tells which method an id belongs to, and in which revision.
    void client_says(const nlohmann::json& message);

    /// A message of the server; empty if it is right.
    std::vector<std::string> server_says(const nlohmann::json& message);

private:
    struct Asked {
        std::string revision;
        std::string method;
    };

    std::vector<std::string> judge_response(const nlohmann::json& message);

    std::string session_revision_ = "2025-11-25";
    std::map<std::string, Asked> asked_;
};

} // namespace retail_mcp::test
