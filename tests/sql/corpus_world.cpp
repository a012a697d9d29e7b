#include "sql/corpus_world.hpp"

#include <stdlib.h> // NOLINT(modernize-deprecated-headers): mkdtemp

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

namespace retail_mcp::test {

namespace {

constexpr auto password = "for-tests-only";
/// Later than all that the stores of the corpus sold.
constexpr auto now = "2025-04-07T18:00:00Z";

void load_store(const Database& database, const char* store, const char* word, int size) {
    const ShellResult loaded = shell(
        "psql -Xq -v ON_ERROR_STOP=1 -v store=" + std::string{store} + " -v word=" + word +
        " -v size=" + std::to_string(size) + " -f " + corpus("store.sql") + " " +
        shell_quoted(database.admin_conninfo()) + " 2>&1"
    );
    if (loaded.status != 0 || !loaded.output.empty()) {
        throw std::runtime_error{loaded.output};
    }
}

/// The same principals in every database, as far as it has their stores.
void make_principals(const Database& database, bool has_east) {
    database.execute("SELECT retail_sec.set_principal('corpus_reader', '{north}', false, false)");
    if (has_east) {
        database.execute(
            "SELECT retail_sec.set_principal('corpus_pair', '{north,east}', true, true)"
        );
    }
    database.execute("ANALYZE");
}

} // namespace

std::string read_file(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string corpus(const std::string& name) {
    return std::string{SQL_TEST_FOLDER} + "/corpus/" + name;
}

Worlds& Worlds::instance() {
    static Worlds worlds;
    return worlds;
}

Worlds::Worlds() {
    load_store(all, "south", "zanz", 9);
    for (const Database* database : {&all, &north, &pair}) {
        load_store(*database, "north", "north", 4);
        if (database != &north) {
            load_store(*database, "east", "east", 3);
        }
        make_principals(*database, database != &north);
    }
    for (const Reader& reader : {north_reader, pair_writer}) {
        all.execute(
            "SELECT retail_sec.set_principal_password('" + reader.login + "', '" + password + "')"
        );
    }
}

std::string Worlds::conninfo(const Reader& reader, Way way) {
    if (way == Way::pooled) {
        if (!pooler_) {
            pooler_ = std::make_unique<Pooler>(
                Postgres::instance(),
                std::vector<std::pair<std::string, std::string>>{
                    {north_reader.login, password}, {pair_writer.login, password}}
            );
        }
        return pooler_->conninfo(all.name(), reader.login, password);
    }
    if (way == Way::standby) {
        if (!standby_) {
            standby_ =
                std::make_unique<Standby>(Postgres::instance(), north_reader.login, password);
        }
        return standby_->conninfo(all.name(), reader.login, password);
    }
    return all.conninfo(reader.login, password);
}

Home::Home() : path_{"/tmp/retail-mcp-sql-XXXXXX"} {
    if (::mkdtemp(path_.data()) == nullptr) {
        throw std::runtime_error{"no temporary folder"};
    }
}

Home::~Home() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Served::Served(const std::string& home)
    : Served{home, Worlds::instance().conninfo(north_reader, Way::direct)} {}

Served::Served(const std::string& home, const std::string& conninfo)
    : process_{std::make_unique<Process>(Process::Options{
          {BINARY, "serve"},
          {{"RETAIL_MCP_HOME", home},
           {"XDG_CONFIG_HOME", home},
           {"RETAIL_MCP_CALL_TIMEOUT_MS", "4000"},
           {"RETAIL_MCP_NOW", now},
           {"RETAIL_MCP_DATABASE_URL", conninfo}},
          Process::Wire::pipes})},
      client_{std::make_unique<McpClient>(wire_to(*process_))} {}

Served::~Served() {
    client_.reset();
    process_.reset();
}

nlohmann::json Served::call(const std::string& tool, nlohmann::json arguments) {
    const nlohmann::json response =
        client_->call_modern("tools/call", {{"name", tool}, {"arguments", std::move(arguments)}});
    return response.contains("result") ? response["result"] : response;
}

nlohmann::json Served::run_sql(const std::string& sql, int limit) {
    return call("run_sql", {{"sql", sql}, {"limit", limit}});
}

} // namespace retail_mcp::test
