#include "versions.hpp"

#include <algorithm>
#include <array>

namespace retail_mcp::mcp {

namespace {

constexpr std::array all_revisions{
    Revision{
        .date = "2024-11-05",
        .era = Era::legacy,
        .batches = false,
        .tool_annotations = false,
        .completions = false,
        .structured_content = false,
        .audio = false,
        .resource_links = false,
        .elicitation = false,
        .unknown_resource = -32002},
    Revision{
        .date = "2025-03-26",
        .era = Era::legacy,
        .batches = true,
        .tool_annotations = true,
        .completions = true,
        .structured_content = false,
        .audio = true,
        .resource_links = false,
        .elicitation = false,
        .unknown_resource = -32002},
    Revision{
        .date = "2025-06-18",
        .era = Era::legacy,
        .batches = false,
        .tool_annotations = true,
        .completions = true,
        .structured_content = true,
        .audio = true,
        .resource_links = true,
        .elicitation = true,
        .unknown_resource = -32002},
    Revision{
        .date = "2025-11-25",
        .era = Era::legacy,
        .batches = false,
        .tool_annotations = true,
        .completions = true,
        .structured_content = true,
        .audio = true,
        .resource_links = true,
        .elicitation = true,
        .unknown_resource = -32002},
    Revision{
        .date = "2026-07-28",
        .era = Era::modern,
        .batches = false,
        .tool_annotations = true,
        .completions = true,
        .structured_content = true,
        .audio = true,
        .resource_links = true,
        .elicitation = true,
        .unknown_resource = -32602},
};

} // namespace

std::span<const Revision> revisions() {
    return all_revisions;
}

const Revision* find_revision(std::string_view date, Era era) {
    const auto* const found =
        std::find_if(all_revisions.begin(), all_revisions.end(), [&](const Revision& revision) {
            return revision.era == era && revision.date == date;
        });
    return found == all_revisions.end() ? nullptr : found;
}

const Revision& latest_legacy() {
    const auto found =
        std::find_if(all_revisions.rbegin(), all_revisions.rend(), [](const Revision& revision) {
            return revision.era == Era::legacy;
        });
    return *found;
}

} // namespace retail_mcp::mcp
