#include "role_check.hpp"

#include <array>
#include <string>
#include <string_view>

namespace retail_mcp::app {

namespace {

struct Danger {
    std::string_view column;
    std::string_view meaning;
};

constexpr std::array dangers{
    Danger{"superuser", "is a superuser, or a member of one"},
    Danger{"bypasses_rls", "bypasses row-level security, or is a member of a role that does"},
    Danger{"owns_tables", "owns the shop's tables, or is a member of their owner"}};

bool is_true(const db::Rows& rows, std::string_view column) {
    const auto index = rows.column(column);
    return index && rows.text(0, *index) == "t";
}

} // namespace

Result<void> judge_role(const db::Rows& rows) {
    for (const Danger& danger : dangers) {
        if (is_true(rows, danger.column)) {
            return fail(
                ErrorCode::unsafe_database_role,
                "The database login " + std::string{danger.meaning} +
                    ": the boundary between stores would not hold, so no tool runs.",
                "Connect as a principal made by: retail-mcp principal add NAME --store ID"
            );
        }
    }
    if (!is_true(rows, "schema_present")) {
        return fail(
            ErrorCode::schema_outdated, "The database has no retail schema.", "Run: retail-mcp init"
        );
    }
    return {};
}

} // namespace retail_mcp::app
