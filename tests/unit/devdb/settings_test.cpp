#include "devdb/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace retail_mcp::devdb {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t gibibyte = 1024ULL * 1024 * 1024;

Layout layout() {
    Layout layout;
    layout.home = "/home/pat/.local/share/retail-mcp";
    layout.cluster = layout.home / "cluster";
    layout.socket_directory = layout.cluster / "socket";
    layout.server_user.name = "pat";
    return layout;
}

TEST(ServerSettings, FollowTheMachinesMemoryWithinBounds) {
    const std::string small = server_settings(layout(), gibibyte / 4, {});
    EXPECT_THAT(small, HasSubstr("shared_buffers = '64MB'"));
    EXPECT_THAT(small, HasSubstr("work_mem = '4MB'"));
    const std::string usual = server_settings(layout(), 8 * gibibyte, {});
    EXPECT_THAT(usual, HasSubstr("shared_buffers = '1024MB'"));
    EXPECT_THAT(usual, HasSubstr("effective_cache_size = '2048MB'"));
    EXPECT_THAT(usual, HasSubstr("maintenance_work_mem = '256MB'"));
    const std::string large = server_settings(layout(), 512 * gibibyte, {});
    EXPECT_THAT(large, HasSubstr("shared_buffers = '2048MB'"));
    EXPECT_THAT(large, HasSubstr("work_mem = '64MB'"));
}

TEST(ServerSettings, ListenOnTheSocketAlone) {
    const std::string text = server_settings(layout(), gibibyte, {});
    EXPECT_THAT(text, HasSubstr("listen_addresses = ''"));
    EXPECT_THAT(
        text,
        HasSubstr("unix_socket_directories = "
                  "'\"/home/pat/.local/share/retail-mcp/cluster/socket\"'")
    );
}

TEST(ServerSettings, QuoteWhatComesFromOutside) {
    Layout odd = layout();
    odd.socket_directory = "/tmp/a,b \"c\" d'e";
    const std::string text = server_settings(odd, gibibyte, {{"log_line_prefix", "it's "}});
    EXPECT_THAT(text, HasSubstr(R"(unix_socket_directories = '"/tmp/a,b ""c"" d''e"')"));
    EXPECT_THAT(text, HasSubstr("log_line_prefix = 'it''s '"));
}

TEST(UserMap, MakesRootAnAdministratorOnlyWherePostgresqlRunsAsSomebodyElse) {
    Layout own = layout();
    EXPECT_THAT(user_map(own), HasSubstr("administrators \"pat\" retail_administrator\n"));
    EXPECT_THAT(user_map(own), testing::Not(HasSubstr("root")));
    own.change_user = true;
    EXPECT_THAT(user_map(own), HasSubstr("administrators \"root\" retail_administrator\n"));
}

} // namespace
} // namespace retail_mcp::devdb
