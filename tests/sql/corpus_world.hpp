#pragma once

#include "sql/shell.hpp"
#include "support/mcp_client.hpp"
#include "support/process.hpp"
#include "support/retail_database.hpp"

#include <nlohmann/json.hpp>

#include <stdlib.h> // NOLINT(modernize-deprecated-headers): mkdtemp

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

/// A database of two stores, one that holds the first store alone, and the binary serving the first
/// store's login on the former.
namespace retail_mcp::test {

inline std::string read_file(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

inline std::string corpus(const std::string& name) {
    return std::string{SQL_TEST_FOLDER} + "/corpus/" + name;
}

inline void load_store(const Database& database, const char* store, const char* word, int size) {
    const ShellResult loaded = shell(
        "psql -Xq -v ON_ERROR_STOP=1 -v store=" + std::string{store} + " -v word=" + word +
        " -v size=" + std::to_string(size) + " -f " + corpus("store.sql") + " " +
        shell_quoted(database.admin_conninfo()) + " 2>&1"
    );
    if (loaded.status != 0 || !loaded.output.empty()) {
        throw std::runtime_error{loaded.output};
    }
}

/// The two databases, made once.
struct Worlds {
    RetailDatabase both;
    RetailDatabase alone;

    static Worlds& instance() {
        static Worlds worlds;
        return worlds;
    }

private:
    Worlds() {
        load_store(both, "south", "zanz", 9);
        load_store(both, "north", "north", 4);
        load_store(alone, "north", "north", 4);
        both.execute("SELECT retail_sec.set_principal('corpus_reader', '{north}', false, false);"
                     "SELECT retail_sec.set_principal_password('corpus_reader', 'for-tests-only');"
                     "ANALYZE");
    }
};

/// A folder of the test's own.
class Home {
public:
    Home() {
        std::string name = "/tmp/retail-mcp-sql-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error{"no temporary folder"};
        }
        path_ = name;
    }

    ~Home() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// The binary, serving the first store's login from a home.
class Served {
public:
    explicit Served(const std::string& home) {
        process_ = std::make_unique<Process>(Process::Options{
            {BINARY, "serve"},
            {{"RETAIL_MCP_HOME", home},
             {"XDG_CONFIG_HOME", home},
             {"RETAIL_MCP_CALL_TIMEOUT_MS", "4000"},
             {"RETAIL_MCP_DATABASE_URL",
              Worlds::instance().both.conninfo("corpus_reader", "for-tests-only")}},
            Process::Wire::pipes});
        client_ = std::make_unique<McpClient>(wire_to(*process_));
    }

    ~Served() {
        client_.reset();
        process_.reset();
    }

    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    Process& process() { return *process_; }

    nlohmann::json run_sql(const std::string& sql, int limit = 200) {
        const nlohmann::json response = client_->call_modern(
            "tools/call", {{"name", "run_sql"}, {"arguments", {{"sql", sql}, {"limit", limit}}}}
        );
        return response.contains("result") ? response["result"] : response;
    }

private:
    std::unique_ptr<Process> process_;
    std::unique_ptr<McpClient> client_;
};

} // namespace retail_mcp::test
