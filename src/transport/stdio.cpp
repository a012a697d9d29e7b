#include "framing.hpp"
#include "outbox.hpp"
#include "readiness.hpp"

#include <retail_mcp/base/descriptor.hpp>
#include <retail_mcp/transport/stdio.hpp>

#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace retail_mcp::transport {

namespace {

class DescriptorTransport final : public Transport {
public:
    DescriptorTransport(
        const asio::any_io_executor& executor, Descriptor in, Descriptor out, std::size_t line_limit
    )
        : executor_{executor},
          in_{std::move(in)},
          readable_{executor, in_.native(), Readiness::Event::readable},
          lines_{line_limit},
          outbox_{std::make_shared<Outbox>(executor, std::move(out))} {}

    asio::awaitable<Frame> read() override {
        while (!closed_) {
            if (const auto frame = lines_.next()) {
                co_return *frame;
            }
            if (ended_) {
                break;
            }
            co_await receive();
        }
        co_return Frame{};
    }

    void write(std::string_view message) override { outbox_->add(message); }

    std::size_t unsent() const override { return outbox_->unsent(); }

    asio::awaitable<void> drained_to(std::size_t bytes, Deadline deadline) override {
        return outbox_->drained_to(bytes, deadline);
    }

    void close() override {
        closed_ = true;
        readable_.cancel();
    }

private:
    asio::awaitable<void> receive() {
        const auto outcome = in_.read_some(lines_.room());
        switch (outcome.kind) {
        case Descriptor::Outcome::Kind::done:
            lines_.received(outcome.bytes);
            // A client that never stops writing must not keep its answers from leaving.
            co_await asio::post(executor_, asio::use_awaitable);
            break;
        case Descriptor::Outcome::Kind::would_block:
            co_await readable_.wait();
            break;
        case Descriptor::Outcome::Kind::closed:
            ended_ = true;
            lines_.finish();
            break;
        }
    }

    asio::any_io_executor executor_;
    Descriptor in_;
    Readiness readable_;
    LineSplitter lines_;
    std::shared_ptr<Outbox> outbox_;
    bool ended_ = false;
    bool closed_ = false;
};

Result<void> replace(int fd, int by) {
    if (by < 0 || ::dup2(by, fd) < 0) {
        return fail(
            ErrorCode::internal_error,
            "cannot redirect a standard stream: " + std::generic_category().message(errno)
        );
    }
    return {};
}

/// Nobody but the transport may reach the wire from here on.
Result<void> detach_standard_streams() {
    const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    auto done = replace(STDIN_FILENO, null);
    if (null > STDERR_FILENO) {
        ::close(null);
    }
    return done.and_then([] { return replace(STDOUT_FILENO, STDERR_FILENO); });
}

} // namespace

Result<std::unique_ptr<Transport>> open_descriptors(
    const asio::any_io_executor& executor, int read_from, int write_to, std::size_t line_limit
) {
    auto in = Descriptor::open(read_from, Descriptor::Direction::read);
    if (!in) {
        return tl::unexpected(in.error());
    }
    auto out = Descriptor::open(write_to, Descriptor::Direction::write);
    if (!out) {
        return tl::unexpected(out.error());
    }
    return std::make_unique<DescriptorTransport>(
        executor, std::move(*in), std::move(*out), line_limit
    );
}

Result<std::unique_ptr<Transport>>
claim_stdio(const asio::any_io_executor& executor, std::size_t line_limit) {
    ::signal(SIGPIPE, SIG_IGN); // a reader that went away is an outcome of write, not our death
    auto wire = open_descriptors(executor, STDIN_FILENO, STDOUT_FILENO, line_limit);
    if (!wire) {
        return wire;
    }
    if (auto detached = detach_standard_streams(); !detached) {
        return tl::unexpected(detached.error());
    }
    return wire;
}

} // namespace retail_mcp::transport
