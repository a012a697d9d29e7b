#include "methods.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace retail_mcp::mcp {

namespace {

using Offered = bool (*)(const Providers&);

struct Entry {
    std::string_view name;
    Method method;
    Offered offered;
};

bool always(const Providers&) {
    return true;
}

bool tools(const Providers& providers) {
    return providers.tools != nullptr;
}

bool resources(const Providers& providers) {
    return providers.resources != nullptr;
}

bool prompts(const Providers& providers) {
    return providers.prompts != nullptr;
}

bool completions(const Providers& providers) {
    return providers.completions != nullptr;
}

constexpr std::array modern_methods{
    Entry{"completion/complete", methods::complete, completions},
    Entry{"prompts/get", methods::get_prompt, prompts},
    Entry{"prompts/list", methods::list_prompts, prompts},
    Entry{"resources/list", methods::list_resources, resources},
    Entry{"resources/read", methods::read_resource, resources},
    Entry{"resources/templates/list", methods::list_resource_templates, resources},
    Entry{"server/discover", methods::discover, always},
    Entry{"subscriptions/listen", methods::listen, always},
    Entry{"tools/call", methods::call_tool, tools},
    Entry{"tools/list", methods::list_tools, tools},
};

constexpr std::array legacy_methods{
    Entry{"completion/complete", methods::complete, completions},
    Entry{"initialize", methods::initialize, always},
    Entry{"ping", methods::ping, always},
    Entry{"prompts/get", methods::get_prompt, prompts},
    Entry{"prompts/list", methods::list_prompts, prompts},
    Entry{"resources/list", methods::list_resources, resources},
    Entry{"resources/read", methods::read_resource, resources},
    Entry{"resources/subscribe", methods::subscribe, resources},
    Entry{"resources/templates/list", methods::list_resource_templates, resources},
    Entry{"resources/unsubscribe", methods::unsubscribe, resources},
    Entry{"tools/call", methods::call_tool, tools},
    Entry{"tools/list", methods::list_tools, tools},
};

} // namespace

Method find_method(std::string_view name, Era era, const Providers& providers) {
    const std::span<const Entry> table = era == Era::modern
                                             ? std::span<const Entry>(modern_methods)
                                             : std::span<const Entry>(legacy_methods);
    const auto found = std::find_if(table.begin(), table.end(), [&](const Entry& entry) {
        return entry.name == name;
    });
    return found != table.end() && found->offered(providers) ? found->method : nullptr;
}

} // namespace retail_mcp::mcp
