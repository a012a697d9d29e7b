// `retail-mcp tools`: the tools as this principal is offered them.
#include "cli/command.hpp"
#include "local_client.hpp"

#include <retail_mcp/base/text.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace retail_mcp::app {

namespace {

constexpr std::size_t description_width = 100;

std::string arguments_of(const nlohmann::ordered_json& tool) {
    const auto& schema = tool["inputSchema"];
    const auto required = schema.value("required", nlohmann::ordered_json::array());
    std::vector<std::string> names;
    if (schema.contains("properties")) {
        for (const auto& [name, _] : schema["properties"].items()) {
            const bool needed = std::find(required.begin(), required.end(), name) != required.end();
            names.push_back(needed ? name + '*' : name);
        }
    }
    return join(names, ", ");
}

void print_readably(const nlohmann::ordered_json& result) {
    for (const auto& tool : result["tools"]) {
        std::cout << tool["name"].get<std::string>() << '(' << arguments_of(tool) << ")\n    "
                  << fit_to_width(tool.value("description", ""), description_width) << '\n';
    }
}

Result<ExitCode> list(const Settings& settings, bool as_json) {
    const auto answer = ask_own_server(settings, "tools/list", nlohmann::json::object());
    if (!answer) {
        return fail(answer.error());
    }
    if (as_json) {
        std::cout << answer->result.dump() << '\n';
    } else {
        print_readably(answer->result);
    }
    if (answer->still_preparing) {
        leave_at_once(ExitCode::done);
    }
    return ExitCode::done;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    auto as_json = std::make_shared<bool>(false);
    app.add_flag("--json", *as_json, "Print the result of tools/list.");
    add_principal_flags(app, settings);
    return [as_json](const Settings& effective) { return list(effective, *as_json); };
}

} // namespace

extern const Command tools_command{"tools", "List the tools with their arguments.", declare};

} // namespace retail_mcp::app
