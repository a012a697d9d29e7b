#include <retail_mcp/base/descriptor.hpp>
#include <retail_mcp/transport/memory.hpp>
#include <retail_mcp/transport/stdio.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

namespace retail_mcp::transport {
namespace {

struct Ends {
    int reader = -1;
    int writer = -1;

    Ends(int reads, int writes) : reader{reads}, writer{writes} {}

    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;

    ~Ends() {
        ::close(reader);
        ::close(writer);
    }

    static Ends pipe() {
        std::array<int, 2> fds{};
        EXPECT_EQ(::pipe2(fds.data(), O_CLOEXEC), 0);
        return {fds[0], fds[1]};
    }

    static Ends sockets() {
        std::array<int, 2> fds{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data()), 0);
        return {fds[0], fds[1]};
    }
};

bool is_nonblocking(int fd) {
    return (::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0;
}

asio::awaitable<void> collect(Transport& transport, std::vector<std::string>& lines) {
    for (;;) {
        const Frame frame = co_await transport.read();
        if (frame.kind == Frame::Kind::end) {
            co_return;
        }
        lines.emplace_back(frame.text);
    }
}

void rethrow(const std::exception_ptr& problem) {
    if (problem) {
        std::rethrow_exception(problem);
    }
}

/// Writes two lines through `out` and reads them from `in`.
void exchange_lines(const Ends& in, const Ends& out) {
    asio::io_context io;
    auto transport = open_descriptors(io.get_executor(), in.reader, out.writer);
    ASSERT_TRUE(transport) << transport.error().message;
    (*transport)->write("to the client");
    std::vector<std::string> lines;
    asio::co_spawn(io, collect(**transport, lines), rethrow);
    io.run_for(std::chrono::milliseconds(1)); // waits for input by now
    ASSERT_EQ(::write(in.writer, "one\ntw", 6), 6);
    io.run_for(std::chrono::milliseconds(1));
    ASSERT_EQ(::write(in.writer, "o\n", 2), 2);
    io.run_for(std::chrono::milliseconds(20));
    (*transport)->close();
    io.run_for(std::chrono::milliseconds(20));
    EXPECT_EQ(lines, (std::vector<std::string>{"one", "two"}));
    std::array<char, 64> got{};
    const ssize_t size = ::read(out.reader, got.data(), got.size());
    EXPECT_EQ(std::string(got.data(), static_cast<std::size_t>(size)), "to the client\n");
    EXPECT_FALSE(is_nonblocking(in.reader));
    EXPECT_FALSE(is_nonblocking(out.writer));
}

TEST(StdioTransport, ReadsAndWritesPipesWithoutTouchingTheirFlags) {
    exchange_lines(Ends::pipe(), Ends::pipe());
}

TEST(StdioTransport, ReadsAndWritesSocketsWithoutTouchingTheirFlags) {
    exchange_lines(Ends::sockets(), Ends::sockets());
}

TEST(StdioTransport, ReadsARegularFileToItsEndAndTheNullDeviceAsEmpty) {
    std::string name = "/tmp/retail-mcp-test-file.XXXXXX";
    const Ends file(::mkostemp(name.data(), O_CLOEXEC), ::open("/dev/null", O_RDWR | O_CLOEXEC));
    ASSERT_EQ(::write(file.reader, "a\nb", 3), 3);
    ::lseek(file.reader, 0, SEEK_SET);
    ::unlink(name.c_str());
    for (const int fd : {file.reader, file.writer}) {
        asio::io_context io;
        auto transport = open_descriptors(io.get_executor(), fd, file.writer);
        ASSERT_TRUE(transport);
        std::vector<std::string> lines;
        asio::co_spawn(io, collect(**transport, lines), rethrow);
        io.run_for(std::chrono::seconds(5));
        const std::vector<std::string> expected =
            fd == file.reader ? std::vector<std::string>{"a", "b"} : std::vector<std::string>{};
        EXPECT_EQ(lines, expected);
    }
}

TEST(StdioTransport, KeepsWhatASlowReaderDoesNotTakeAndForgetsWhatAGoneReaderMissed) {
    ::signal(SIGPIPE, SIG_IGN);
    asio::io_context io;
    const Ends in = Ends::pipe();
    Ends out = Ends::pipe();
    auto transport = open_descriptors(io.get_executor(), in.reader, out.writer);
    ASSERT_TRUE(transport);
    const std::string message(std::size_t{1} << 20U, 'x');
    (*transport)->write(message);
    io.run_for(std::chrono::milliseconds(20));
    EXPECT_GT((*transport)->unsent(), std::size_t{500'000});
    ::close(std::exchange(out.reader, -1));
    io.restart();
    io.run_for(std::chrono::milliseconds(50));
    EXPECT_EQ((*transport)->unsent(), 0U);
}

TEST(MemoryPair, HandsOverLinesAndTheEnd) {
    asio::io_context io;
    auto [near, far] = memory_pair(io.get_executor());
    near->write("a");
    near->write("b");
    EXPECT_EQ(near->unsent(), 2U);
    near->finish();
    std::vector<std::string> lines;
    asio::co_spawn(io, collect(*far, lines), rethrow);
    io.run_for(std::chrono::seconds(5));
    EXPECT_EQ(lines, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(near->unsent(), 0U);
}

} // namespace
} // namespace retail_mcp::transport
