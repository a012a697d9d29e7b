#pragma once

#include "sql/shell.hpp"
#include "support/mcp_client.hpp"
#include "support/pooler.hpp"
#include "support/process.hpp"
#include "support/retail_database.hpp"
#include "support/standby.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <string>

/// A database of three stores, one that holds only the first of them and one that holds only the
/// first two; logins of the former; and the binary serving them.
namespace retail_mcp::test {

std::string read_file(const std::string& path);

/// A file of the corpus.
std::string corpus(const std::string& name);

/// What stands between the binary and PostgreSQL.
enum class Way { direct, pooled, standby };

/// A principal of the corpus, and the database of its stores alone.
struct Reader {
    std::string login;
    bool has_several_stores = false;
};

inline const Reader north_reader{"corpus_reader"};
/// May write its two stores and see customers' personal data.
inline const Reader pair_writer{"corpus_pair", true};

/// The databases, made once.
class Worlds {
public:
    static Worlds& instance();

    RetailDatabase all;   ///< north, east, and south, whose texts say "zanz"
    RetailDatabase north; ///< north alone
    RetailDatabase pair;  ///< north and east

    /// The database that holds the reader's stores and nothing else.
    const Database& alone(const Reader& reader) const {
        return reader.has_several_stores ? pair : north;
    }

    /// How the reader connects to all stores' database.
    std::string conninfo(const Reader& reader, Way way);

private:
    Worlds();

    std::unique_ptr<Pooler> pooler_;
    std::unique_ptr<Standby> standby_;
};

/// A folder of the test's own.
class Home {
public:
    Home();
    ~Home();
    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// The binary, serving a login from a home.
class Served {
public:
    /// The first store's reader on all stores' database.
    explicit Served(const std::string& home);
    Served(const std::string& home, const std::string& conninfo);
    ~Served();
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    Process& process() { return *process_; }

    McpClient& client() { return *client_; }

    /// The result object; the whole response where the request itself was refused.
    nlohmann::json call(const std::string& tool, nlohmann::json arguments);
    nlohmann::json run_sql(const std::string& sql, int limit = 200);

private:
    std::unique_ptr<Process> process_;
    std::unique_ptr<McpClient> client_;
};

} // namespace retail_mcp::test
