#include "outbox.hpp"

#include <asio/post.hpp>

#include <utility>

namespace retail_mcp::transport {

namespace {

/// Beyond this, the room that one burst of answers took is given back.
constexpr std::size_t kept_capacity = std::size_t{1} << 20U;

} // namespace

Outbox::Outbox(const asio::any_io_executor& executor, Descriptor descriptor)
    : executor_{executor},
      descriptor_{std::move(descriptor)},
      writable_{executor, descriptor_.native(), Readiness::Event::writable},
      progress_{executor} {}

void Outbox::add(std::string_view message) {
    if (reader_gone_) {
        return;
    }
    waiting_ += message;
    waiting_ += '\n';
    if (!std::exchange(scheduled_, true)) {
        schedule();
    }
}

void Outbox::schedule() {
    // Posted, not written at once: answers that finish in this turn of the loop go along.
    asio::post(executor_, [self = shared_from_this()] { self->write_out(); });
}

void Outbox::write_out() {
    using Kind = Descriptor::Outcome::Kind;
    Descriptor::Outcome outcome{Kind::done, 0};
    while (unsent() > 0 && outcome.kind == Kind::done) {
        outcome = descriptor_.write_some(std::string_view(waiting_).substr(taken_));
        taken_ += outcome.bytes;
    }
    if (outcome.kind == Kind::closed) {
        reader_gone_ = true;
        taken_ = waiting_.size();
    }
    forget_taken();
    scheduled_ = unsent() > 0;
    if (scheduled_) {
        writable_.when_ready([self = shared_from_this()] { self->write_out(); });
    }
    progress_.notify();
}

void Outbox::forget_taken() {
    if (taken_ == waiting_.size()) {
        waiting_.clear();
        taken_ = 0;
        if (waiting_.capacity() > kept_capacity) {
            waiting_.shrink_to_fit();
        }
    } else if (taken_ > waiting_.size() / 2) {
        waiting_.erase(0, std::exchange(taken_, 0));
    }
}

asio::awaitable<void> Outbox::drained_to(std::size_t bytes, Deadline deadline) {
    while (unsent() > bytes && !deadline.expired()) {
        co_await progress_.wait_until(deadline);
    }
}

} // namespace retail_mcp::transport
