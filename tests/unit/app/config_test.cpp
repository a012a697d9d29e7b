#include "support/golden.hpp"

#include <retail_mcp/app/config.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace retail_mcp::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A folder that is gone after the test.
class ConfigFile : public testing::Test {
protected:
    ConfigFile() {
        std::string pattern = "/tmp/retail-mcp-config-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
    }

    ~ConfigFile() override { std::filesystem::remove_all(folder_); }

    std::string write(std::string_view text, const std::string& name = "settings.json") {
        const auto path = folder_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream{path} << text;
        return path.string();
    }

    std::string error_of(const SettingTexts& flags, const SettingTexts& environment = {}) {
        const auto settings = load_settings(flags, environment);
        EXPECT_FALSE(settings.has_value());
        if (settings) {
            return {};
        }
        EXPECT_EQ(settings.error().code, ErrorCode::configuration_error);
        return settings.error().message;
    }

    std::filesystem::path folder_;
};

TEST_F(ConfigFile, FlagsWinOverTheEnvironmentWhichWinsOverTheFileWhichWinsOverDefaults) {
    const std::string file =
        write(R"({"max_connections": 2, "max_waiting": 3, "max_in_flight": 4})");
    const auto settings = load_settings(
        {{"config", file}, {"max_connections", "8"}},
        {{"RETAIL_MCP_MAX_CONNECTIONS", "7"}, {"RETAIL_MCP_MAX_WAITING", "6"}}
    );
    ASSERT_TRUE(settings.has_value()) << settings.error().message;
    EXPECT_EQ(settings->max_connections, 8);
    EXPECT_EQ(settings->source_of("max_connections"), SettingSource::flag);
    EXPECT_EQ(settings->max_waiting, 6);
    EXPECT_EQ(settings->source_of("max_waiting"), SettingSource::environment);
    EXPECT_EQ(settings->max_in_flight, 4);
    EXPECT_EQ(settings->source_of("max_in_flight"), SettingSource::file);
    EXPECT_EQ(settings->call_timeout_ms, 30000);
    EXPECT_EQ(settings->source_of("call_timeout_ms"), SettingSource::defaults);
}

TEST_F(ConfigFile, TheUsersOwnFileIsFoundBelowXdgConfigHomeAndElseBelowHome) {
    write(R"({"store": "a"})", "xdg/retail-mcp/config.json");
    write(R"({"store": "b"})", ".config/retail-mcp/config.json");
    const std::string home = folder_.string();
    EXPECT_EQ(load_settings({}, {{"XDG_CONFIG_HOME", home + "/xdg"}, {"HOME", home}})->store, "a");
    EXPECT_EQ(load_settings({}, {{"HOME", home}})->store, "b");
}

TEST_F(ConfigFile, TheVariableNamesAnotherFileAndTheFlagBeatsIt) {
    const std::string a = write(R"({"store": "a"})", "a.json");
    const std::string b = write(R"({"store": "b"})", "b.json");
    EXPECT_EQ(load_settings({}, {{"RETAIL_MCP_CONFIG", a}})->store, "a");
    EXPECT_EQ(load_settings({{"config", b}}, {{"RETAIL_MCP_CONFIG", a}})->store, "b");
}

TEST_F(ConfigFile, TheWorkingDirectoryIsNeverLookedAt) {
    write(R"({"store": "planted"})", "config.json");
    write(R"({"store": "planted"})", "config/retail-mcp.json");
    write(R"({"store": "planted"})", "retail-mcp/config.json");
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder_);
    const auto settings = load_settings({}, {{"XDG_CONFIG_HOME", ""}, {"HOME", "."}});
    std::filesystem::current_path(before);
    ASSERT_TRUE(settings.has_value());
    EXPECT_EQ(settings->store, "");
}

TEST_F(ConfigFile, EverythingWrongIsNamedAtOnceWithTheNearestName) {
    const std::string file = write(R"({"databse_url": "x", "max_connections": 0})");
    const std::string message =
        error_of({{"config", file}}, {{"RETAIL_MCP_TEXT_CONTENT", "prose"}});
    EXPECT_THAT(
        message,
        AllOf(
            HasSubstr(file + ": databse_url is no setting"),
            HasSubstr("nearest: database_url"),
            HasSubstr(": max_connections must be"),
            HasSubstr("RETAIL_MCP_TEXT_CONTENT must be one of summary, json")
        )
    );
}

TEST_F(ConfigFile, AMissingFileThatWasAskedForIsAnErrorAndSoIsOneThatIsNotJson) {
    EXPECT_THAT(error_of({{"config", "/nowhere/x.json"}}), HasSubstr("/nowhere/x.json"));
    EXPECT_THAT(error_of({{"config", folder_.string()}}), HasSubstr("cannot be read"));
    EXPECT_THAT(error_of({{"config", write("[1]")}}), HasSubstr("one JSON object"));
    EXPECT_THAT(error_of({{"config", write("{")}}), HasSubstr("one JSON object"));
}

TEST_F(ConfigFile, SecretsAreRefusedInTheFileAndNotRepeated) {
    const std::string file =
        write(R"({"embeddings_api_key": "sk-one", "admin_url": "postgresql://a:hunter2@h/d"})");
    const std::string message = error_of({{"config", file}});
    EXPECT_THAT(message, HasSubstr("embeddings_api_key is a secret"));
    EXPECT_THAT(message, HasSubstr("admin_url holds a password"));
    EXPECT_THAT(message, Not(HasSubstr("sk-one")));
    EXPECT_THAT(message, Not(HasSubstr("hunter2")));
}

TEST(Settings, APasswordInAUrlFlagIsAcceptedWithAWarningThatDoesNotRepeatIt) {
    const auto settings = load_settings({{"database_url", "postgresql://a:hunter2@h/d"}}, {});
    ASSERT_TRUE(settings.has_value());
    ASSERT_EQ(settings->warnings.size(), 1U);
    EXPECT_THAT(settings->warnings[0], HasSubstr("--database-url holds a password"));
    EXPECT_THAT(settings->warnings[0], Not(HasSubstr("hunter2")));
    EXPECT_THAT(
        load_settings({}, {{"RETAIL_MCP_DATABASE_URL", "postgresql://a:p@h/d"}})->warnings,
        IsEmpty()
    );
}

TEST(Settings, AnUnknownVariableIsAWarningWithTheNearestName) {
    const auto settings = load_settings({}, {{"RETAIL_MCP_STROE", "x"}});
    ASSERT_TRUE(settings.has_value());
    EXPECT_THAT(
        settings->warnings,
        ElementsAre("RETAIL_MCP_STROE is set but names no setting; did you mean RETAIL_MCP_STORE?")
    );
}

TEST(Settings, AValueFromTextKeepsTheBoundsOfItsField) {
    EXPECT_FALSE(load_settings({}, {{"RETAIL_MCP_MAX_CONNECTIONS", "0"}}).has_value());
    EXPECT_FALSE(load_settings({}, {{"RETAIL_MCP_MAX_CONNECTIONS", "4 "}}).has_value());
    EXPECT_FALSE(load_settings({}, {{"RETAIL_MCP_NOW", "yesterday"}}).has_value());
    const auto settings = load_settings({}, {{"RETAIL_MCP_NOW", "2026-03-01T12:00:00Z"}});
    ASSERT_TRUE(settings.has_value());
    EXPECT_EQ(settings->now->to_string(), "2026-03-01T12:00:00Z");
}

TEST(Settings, APrincipalWithAConfiguredDatabaseIsAnError) {
    EXPECT_FALSE(load_settings({{"principal", "p"}, {"database_url", "host=h"}}, {}).has_value());
    EXPECT_FALSE(load_settings({{"principal", "p"}}, {{"PGHOST", "h"}}).has_value());
    EXPECT_TRUE(load_settings({{"principal", "p"}}, {{"PGUSER", "u"}}).has_value());
}

TEST_F(ConfigFile, TheTableShowsEveryValueWithItsSourceAndNoSecret) {
    const std::string file = write(R"({"max_connections": 2})");
    auto settings = load_settings(
        {{"config", file}, {"store", "seattle"}},
        {{"RETAIL_MCP_DATABASE_URL", "postgresql://ann:hunter2@db.example/shop?sslmode=require"},
         {"RETAIL_MCP_EMBEDDINGS_API_KEY", "sk-one"},
         {"RETAIL_MCP_CALL_TIMEOUT_MS", "5000"}}
    );
    ASSERT_TRUE(settings.has_value()) << settings.error().message;
    settings->file = "/etc/settings.json";
    EXPECT_TRUE(test::matches_golden("config/print.txt", describe(*settings)));
}

TEST(ExampleFile, NamesEverySettingButSecretsWithItsDefault) {
    const auto settings = load_settings(
        {{"config", std::string{RETAIL_MCP_SOURCE_DIR} + "/config/retail-mcp.json"}}, {}
    );
    ASSERT_TRUE(settings.has_value()) << settings.error().message;
    for (const FieldInfo& field : struct_of<Settings>().fields()) {
        if (field.options.secret || struct_of<Settings>().default_of(field) == "null") {
            continue;
        }
        EXPECT_EQ(settings->source_of(field.name), SettingSource::file) << field.name;
        std::string value;
        field.type->encode(field.locate_const(&*settings), value);
        EXPECT_EQ(value, struct_of<Settings>().default_of(field)) << field.name;
    }
}

} // namespace
} // namespace retail_mcp::app
