#pragma once

#include "support/retail_database.hpp"

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/retail/tools.hpp>

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Tools on a real database, called as the protocol layer calls them.
namespace retail_mcp::test {

/// What the person answers when a tool asks.
enum class PersonSays { yes, no, cannot_be_asked };

/// One principal's process: a pool of connections as its login, and the tools on it.
class Clerk {
public:
    /// `now` pins the clock.
    Clerk(const Database& database, std::string principal, Timestamp now);
    ~Clerk();

    /// The structured content; a failed call is a test failure and an empty object.
    nlohmann::json ask(const std::string& tool, const nlohmann::json& arguments);

    /// The text block of the same call.
    std::string ask_in_words(const std::string& tool, const nlohmann::json& arguments);

    /// The error of a call that must fail.
    Error complaint(const std::string& tool, const nlohmann::json& arguments);

    mcp::ToolResult call(const std::string& tool, const nlohmann::json& arguments);

    /// All calls at once.
    std::vector<mcp::ToolResult>
    call_together(const std::string& tool, const std::vector<nlohmann::json>& arguments);

    std::vector<std::string> listed_tools();
    std::vector<mcp::ToolDescriptor> list();

    PersonSays person = PersonSays::yes;
    /// What happens elsewhere while the person thinks.
    std::function<void()> while_asked;
    /// The last question a person was asked.
    std::string question;

private:
    struct Process;
    std::unique_ptr<Process> process_;
};

/// A login with grants on these stores, as administration makes it.
void make_principal(
    const Database& database,
    const std::string& name,
    const std::vector<std::string>& stores,
    bool may_write = false,
    bool personal_data = false
);

/// A database with these rows, and logins that read the stores named for them.
class FilledDatabase : public RetailDatabase {
public:
    FilledDatabase(
        const std::string& rows, const std::map<std::string, std::vector<std::string>>& principals
    );
};

/// The single value of a query asked as administration, as text.
std::string value_of(const Database& database, const std::string& sql);

} // namespace retail_mcp::test
