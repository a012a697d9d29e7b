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

/// Follows one conversation and finds every message of the server that is wrong: by the official
/// schema of the revision in force, and by what the schema cannot say (an answer to something that
/// was not asked, progress nobody wanted, a batch where there are none, a structured result that
/// does not fit its tool's output schema). The schemas come from the folder in
/// RETAIL_MCP_SCHEMA_DIR; without it nothing is judged and one line says so.
class SchemaJudge {
public:
    /// A message of the client: tells which method an id belongs to, and in which revision.
    void client_says(const nlohmann::json& message);

    /// A message of the server; empty if it is right.
    std::vector<std::string> server_says(const nlohmann::json& message);

    /// Whether RETAIL_MCP_SCHEMA_DIR is set.
    static bool has_schemas();

private:
    struct Asked {
        std::string revision;
        std::string method;
        std::string tool = {}; ///< of tools/call
    };

    std::vector<std::string> judge_response(const nlohmann::json& message);
    std::vector<std::string> judge_result(const Asked& asked, const nlohmann::json& message) const;
    std::vector<std::string> judge_error(const Asked& asked, nlohmann::json message) const;
    std::vector<std::string> judge_call(const nlohmann::json& message) const;
    std::string revision_of_call(const nlohmann::json& message) const;
    void learn_tools(const nlohmann::json& result);

    /// Empty before `initialize`.
    std::string session_revision_;
    /// Requests that are not answered, by id. Some tests use an id twice.
    std::multimap<std::string, Asked> asked_;
    /// The revision of the request that gave the progress token.
    std::map<std::string, std::string> progress_tokens_;
    std::map<std::string, nlohmann::json> output_schemas_;
};

} // namespace retail_mcp::test
