// The private PostgreSQL against the real thing: first start, sharing, crashes, odd folders.

#include <retail_mcp/devdb/cluster.hpp>

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace retail_mcp::devdb {
namespace {

namespace fs = std::filesystem;

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using QueryResult = std::unique_ptr<PGresult, decltype(&PQclear)>;
using Clock = std::chrono::steady_clock;

Connection connect(const std::string& conninfo) {
    return {PQconnectdb(conninfo.c_str()), &PQfinish};
}

std::string ask(const std::string& conninfo, const char* sql) {
    const Connection connection = connect(conninfo);
    if (PQstatus(connection.get()) != CONNECTION_OK) {
        return PQerrorMessage(connection.get());
    }
    const QueryResult result{PQexec(connection.get(), sql), &PQclear};
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) {
        return "";
    }
    return PQresultStatus(result.get()) == PGRES_TUPLES_OK ? PQgetvalue(result.get(), 0, 0)
                                                           : PQerrorMessage(connection.get());
}

pid_t postmaster_of(const Cluster& cluster) {
    std::ifstream file{cluster.data_directory() / "postmaster.pid"};
    pid_t pid = 0;
    file >> pid;
    return pid;
}

template <class Condition>
bool eventually(Condition condition, std::chrono::seconds limit = std::chrono::seconds{30}) {
    const auto until = Clock::now() + limit;
    while (!condition()) {
        if (Clock::now() >= until) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return true;
}

/// A home below a folder that only its owner may enter, as mktemp -d makes it.
class ClusterTest : public testing::Test {
protected:
    ClusterTest() {
        std::string name = "/tmp/retail-mcp-cluster-XXXXXX";
        folder_ = ::mkdtemp(name.data());
    }

    ~ClusterTest() override {
        if (auto cluster = Cluster::open(options())) {
            EXPECT_TRUE(cluster->stop(true));
            fs::remove_all(cluster->data_directory().parent_path());
            fs::remove_all(cluster->status().socket_directory);
        }
        fs::remove_all(folder_);
    }

    ClusterOptions options() const {
        ClusterOptions options;
        options.home = folder_ / home_;
        options.settings = {{"fsync", "off"}, {"shared_buffers", "32MB"}};
        return options;
    }

    Cluster started() const {
        auto cluster = Cluster::open(options());
        EXPECT_TRUE(cluster) << cluster.error().message;
        const auto result = cluster->start();
        EXPECT_TRUE(result) << result.error().message << result.error().detail;
        return std::move(*cluster);
    }

    fs::path folder_;
    std::string home_ = "home";
};

TEST_F(ClusterTest, IsMadeOnFirstUseWithChecksumsAndWithoutTcp) {
    auto cluster = Cluster::open(options());
    ASSERT_TRUE(cluster);
    EXPECT_EQ(cluster->status().state, ClusterState::absent);
    ASSERT_TRUE(cluster->start());

    EXPECT_EQ(cluster->status().state, ClusterState::running);
    const std::string admin = cluster->admin_connection_string();
    EXPECT_EQ(ask(admin, "SHOW data_checksums"), "on");
    EXPECT_EQ(ask(admin, "SHOW listen_addresses"), "");
    EXPECT_EQ(ask(admin, "SHOW shared_preload_libraries"), "pg_stat_statements");
    EXPECT_EQ(ask(admin, "SHOW shared_buffers"), "32MB") << "further settings come last";
    EXPECT_EQ(ask(admin, "SELECT current_database()"), "retail");
    EXPECT_EQ(ask(admin, "SELECT current_user"), administrator_name);
    EXPECT_EQ(ask(admin, "CREATE EXTENSION vector"), "");
}

TEST_F(ClusterTest, KeepsItsSocketToItself) {
    const Cluster cluster = started();

    struct stat folder {};

    ASSERT_EQ(::stat(cluster.status().socket_directory.c_str(), &folder), 0);
    EXPECT_EQ(folder.st_mode & 07777, 0700U);
}

TEST_F(ClusterTest, LeavesAClosedFolderOfTheUsersAlone) {
    const Cluster cluster = started();

    struct stat folder {};

    ASSERT_EQ(::stat(folder_.c_str(), &folder), 0);
    EXPECT_EQ(folder.st_mode & 07777, 0700U);
    if (::geteuid() == 0) {
        EXPECT_EQ(
            cluster.data_directory().parent_path().parent_path(), "/var/lib/retail-mcp/clusters"
        );
        EXPECT_TRUE(fs::exists(cluster.home() / "cluster-directory"));
    } else {
        EXPECT_EQ(cluster.data_directory(), cluster.home() / "cluster/data");
    }
}

TEST_F(ClusterTest, LiesInItsHomeWhenPostgresqlCanReachIt) {
    ASSERT_EQ(::chmod(folder_.c_str(), 0711), 0);
    const Cluster cluster = started();
    EXPECT_EQ(cluster.data_directory(), cluster.home() / "cluster/data");
}

TEST_F(ClusterTest, WorksBelowAPathThatIsTooLongForASocket) {
    ASSERT_EQ(::chmod(folder_.c_str(), 0711), 0);
    home_ = std::string(60, 'a') + "/" + std::string(60, 'b');
    const Cluster cluster = started();
    const fs::path socket = cluster.status().socket_directory / ".s.PGSQL.5432";
    EXPECT_LE(socket.string().size(), 107U);
    EXPECT_EQ(ask(cluster.admin_connection_string(), "SELECT 1"), "1");
}

TEST_F(ClusterTest, LetsAPrincipalInByItsPasswordOnly) {
    Cluster cluster = started();
    EXPECT_EQ(cluster.connection_string("pat").error().code, ErrorCode::principal_required);

    const auto password = cluster.credentials().find_or_create("pat");
    ASSERT_TRUE(password);
    const std::string create = "CREATE ROLE pat LOGIN PASSWORD '" + *password + "'";
    ASSERT_EQ(ask(cluster.admin_connection_string(), create.c_str()), "");
    const std::string right = cluster.connection_string("pat").value();
    EXPECT_EQ(ask(right, "SELECT session_user"), "pat");

    const std::string wrong = right + " password='no'";
    EXPECT_NE(ask(wrong, "SELECT 1").find("authentication failed"), std::string::npos)
        << ask(wrong, "SELECT 1");
    EXPECT_EQ(
        ask(cluster.admin_connection_string(),
            "SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = 'pat'"),
        "SCRAM-SHA-256"
    );
}

TEST_F(ClusterTest, ProcessesRacingToStartItShareOne) {
    constexpr int racers = 3;
    std::vector<pid_t> children;
    for (int i = 0; i < racers; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto cluster = Cluster::open(options());
            const auto started = cluster.and_then([](Cluster& opened) { return opened.start(); });
            if (!started) {
                std::fprintf(
                    stderr,
                    "%s %s\n",
                    started.error().message.c_str(),
                    started.error().detail.c_str()
                );
            }
            const bool served =
                started && ask(cluster->admin_connection_string(), "SELECT 1") == "1";
            ::_exit(served ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(Cluster::open(options())->status().state, ClusterState::running);
}

TEST_F(ClusterTest, OutlivesItsStarterAndHoldsNoneOfItsPipes) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0); // inheritable, as a client's pipes are
    const pid_t starter = ::fork();
    if (starter == 0) {
        ::close(pipe[0]);
        auto cluster = Cluster::open(options());
        const bool running = cluster && cluster->start();
        ::kill(::getpid(), running ? SIGKILL : SIGTERM);
    }
    ::close(pipe[1]);
    int status = 0;
    ASSERT_EQ(::waitpid(starter, &status, 0), starter);
    EXPECT_EQ(WTERMSIG(status), SIGKILL);

    pollfd end{pipe[0], POLLIN, 0};
    EXPECT_EQ(::poll(&end, 1, 5000), 1);
    char byte = 0;
    EXPECT_EQ(::read(pipe[0], &byte, 1), 0) << "nobody else holds the pipe";
    ::close(pipe[0]);
    EXPECT_EQ(Cluster::open(options())->status().state, ClusterState::running);
}

TEST_F(ClusterTest, RecoversAfterThePostmasterWasKilled) {
    Cluster cluster = started();
    ASSERT_EQ(ask(cluster.admin_connection_string(), "CREATE TABLE kept AS SELECT 42 AS it"), "");
    const pid_t first = postmaster_of(cluster);
    ASSERT_EQ(::kill(first, SIGKILL), 0);
    ASSERT_TRUE(eventually([&] { return cluster.status().state == ClusterState::stopped; }));

    const auto again = cluster.start();
    ASSERT_TRUE(again) << again.error().message << again.error().detail;
    EXPECT_NE(postmaster_of(cluster), first);
    EXPECT_EQ(ask(cluster.admin_connection_string(), "SELECT it FROM kept"), "42");
}

TEST_F(ClusterTest, BeginsAnewAfterAnInterruptedInitialisation) {
    {
        const Cluster cluster = *Cluster::open(options());
        fs::create_directories(cluster.data_directory().string() + ".new/base");
    }
    const Cluster cluster = started();
    EXPECT_EQ(ask(cluster.admin_connection_string(), "SELECT 1"), "1");
}

TEST_F(ClusterTest, IsNotStoppedUnderAnotherUserUnlessForced) {
    Cluster user = started();
    Cluster other = *Cluster::open(options());
    const auto refused = other.stop(false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::busy);
    EXPECT_EQ(user.status().state, ClusterState::running);

    ASSERT_TRUE(other.stop(true));
    EXPECT_EQ(user.status().state, ClusterState::stopped);
    ASSERT_TRUE(other.stop(false)) << "stopping what is stopped is no error";
}

TEST_F(ClusterTest, IsStoppedByTheSupervisorOnceNobodyUsesIt) {
    constexpr std::chrono::seconds idle{1};
    auto user = std::make_unique<Cluster>(started());
    std::thread supervisor{[this] { EXPECT_TRUE(supervise(options(), idle)); }};
    const Connection outside = connect(user->admin_connection_string());
    user.reset();

    const Cluster watched = *Cluster::open(options());
    // A connection that nobody announced counts as use: three idle times pass without a stop.
    EXPECT_FALSE(
        eventually([&] { return watched.status().state == ClusterState::stopped; }, 3 * idle)
    );
    const_cast<Connection&>(outside).reset();
    EXPECT_TRUE(eventually([&] { return watched.status().state == ClusterState::stopped; }));
    supervisor.join();
}

TEST_F(ClusterTest, RefusesASocketFolderThatBelongsToSomebodyElse) {
    ASSERT_EQ(::chmod(folder_.c_str(), 0711), 0);
    home_ = std::string(60, 'a') + "/" + std::string(60, 'b');
    const fs::path socket_directory = Cluster::open(options())->status().socket_directory;
    ASSERT_EQ(::chmod(socket_directory.c_str(), 0777), 0);
    const auto opened = Cluster::open(options());
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().message.find("private folder"), std::string::npos);
    ASSERT_EQ(::chmod(socket_directory.c_str(), 0700), 0);
}

} // namespace
} // namespace retail_mcp::devdb
