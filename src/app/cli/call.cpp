// `retail-mcp call TOOL [JSON]`: one tool call, the way a client would make it.
#include "cli/command.hpp"
#include "local_client.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace retail_mcp::app {

namespace {

struct Arguments {
    std::string tool;
    std::string json = "{}";
    bool as_json = false;
};

void print_readably(const nlohmann::ordered_json& result, std::ostream& out) {
    for (const auto& block : result["content"]) {
        if (block.value("type", "") == "text") {
            out << block["text"].get<std::string>() << '\n';
        } else if (block.contains("uri")) {
            out << block["uri"].get<std::string>() << '\n';
        }
    }
}

Result<ExitCode> call(const Settings& settings, const Arguments& arguments) {
    const auto json = nlohmann::json::parse(arguments.json, nullptr, false);
    if (!json.is_object()) {
        return fail(
            ErrorCode::configuration_error,
            "The arguments must be one JSON object.",
            R"(For example: retail-mcp call search_products '{"query": "cordless drill"}')"
        );
    }
    const auto answer =
        ask_own_server(settings, "tools/call", {{"name", arguments.tool}, {"arguments", json}});
    if (!answer) {
        Error error = answer.error();
        error.code = ErrorCode::configuration_error; // the call could not be made
        return fail(std::move(error));
    }
    const bool failed = answer->result.value("isError", false);
    if (arguments.as_json) {
        std::cout << answer->result.dump() << '\n';
    } else {
        print_readably(answer->result, failed ? std::cerr : std::cout);
    }
    const ExitCode code = answer->unsafe_role ? ExitCode::unusable
                          : failed            ? ExitCode::refused
                                              : ExitCode::done;
    if (answer->still_preparing) {
        leave_at_once(code);
    }
    return code;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    auto arguments = std::make_shared<Arguments>();
    app.add_option("TOOL", arguments->tool, "Name of the tool.")->required();
    app.add_option("JSON", arguments->json, "Its arguments as a JSON object.");
    app.add_flag("--json", arguments->as_json, "Print the CallToolResult object.");
    add_principal_flags(app, settings);
    app.footer("Exits 0 if the call succeeded, 1 if the tool answered with an error, 2 if the call "
               "could not be made.");
    return [arguments](const Settings& effective) { return call(effective, *arguments); };
}

} // namespace

extern const Command call_command{"call", "Call one tool and print its answer.", declare};

} // namespace retail_mcp::app
