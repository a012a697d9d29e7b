#include <retail_mcp/transport/memory.hpp>
#include <retail_mcp/transport/signal.hpp>

#include <deque>
#include <string>
#include <utility>

namespace retail_mcp::transport {

namespace {

/// Messages on their way to one end.
struct Mailbox {
    explicit Mailbox(const asio::any_io_executor& executor) : changed{executor} {}

    std::deque<std::string> messages;
    std::size_t bytes = 0;
    bool no_more = false; ///< the writing end is closed
    bool unread = false;  ///< the reading end is gone
    Signal changed;
};

class MemoryEnd final : public MemoryTransport {
public:
    MemoryEnd(std::shared_ptr<Mailbox> in, std::shared_ptr<Mailbox> out)
        : in_{std::move(in)}, out_{std::move(out)} {}

    ~MemoryEnd() override {
        in_->unread = true;
        in_->bytes = 0;
        in_->changed.notify();
        finish();
    }

    asio::awaitable<Frame> read() override {
        while (in_->messages.empty() && !in_->no_more && !closed_) {
            co_await in_->changed.wait();
        }
        if (in_->messages.empty() || closed_) {
            co_return Frame{};
        }
        current_ = std::move(in_->messages.front());
        in_->messages.pop_front();
        in_->bytes -= current_.size();
        in_->changed.notify();
        co_return Frame{Frame::Kind::line, current_};
    }

    void write(std::string_view message) override {
        if (out_->unread || out_->no_more) {
            return;
        }
        out_->messages.emplace_back(message);
        out_->bytes += message.size();
        out_->changed.notify();
    }

    std::size_t unsent() const override { return out_->bytes; }

    asio::awaitable<void> drained_to(std::size_t bytes, Deadline deadline) override {
        while (out_->bytes > bytes && !out_->unread && !deadline.expired()) {
            co_await out_->changed.wait_until(deadline);
        }
    }

    void close() override {
        closed_ = true;
        in_->changed.notify();
    }

    void finish() override {
        out_->no_more = true;
        out_->changed.notify();
    }

private:
    std::shared_ptr<Mailbox> in_;
    std::shared_ptr<Mailbox> out_;
    std::string current_;
    bool closed_ = false;
};

} // namespace

std::pair<std::unique_ptr<MemoryTransport>, std::unique_ptr<MemoryTransport>>
memory_pair(const asio::any_io_executor& executor) {
    auto there = std::make_shared<Mailbox>(executor);
    auto back = std::make_shared<Mailbox>(executor);
    return {std::make_unique<MemoryEnd>(there, back), std::make_unique<MemoryEnd>(back, there)};
}

} // namespace retail_mcp::transport
