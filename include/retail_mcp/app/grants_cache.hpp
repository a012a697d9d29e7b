#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/retail/tools.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// The principals' grants as the database last said them, kept in the home so that the list of
/// tools can be answered before any connection exists. They shape that list and nothing else.
namespace retail_mcp::app {

class GrantsCache {
public:
    /// `who` names the principal: its login on the private PostgreSQL, or any stable text that
    /// stands for a connection.
    GrantsCache(const std::filesystem::path& home, std::string_view who);

    /// Nothing if there is none or it cannot be read.
    std::optional<retail::Grants> load() const;

    /// Written aside and renamed. A failure costs the next start its shortcut and nothing else, so
    /// it is logged only.
    void save(const retail::Grants& grants) const;

    /// After an administration command has changed grants: the next start of whomever they concern
    /// asks the database. All of the home's, for a connection does not tell whose login it uses.
    static void forget_all(const std::filesystem::path& home);

private:
    std::filesystem::path file_;
};

} // namespace retail_mcp::app
