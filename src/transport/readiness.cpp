#include "readiness.hpp"

#include <asio/experimental/as_tuple.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>

#include <sys/epoll.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace retail_mcp::transport {

Readiness::Readiness(const asio::any_io_executor& executor, int descriptor, Event event)
    : epoll_{executor, ::epoll_create1(EPOLL_CLOEXEC)} {
    epoll_event interest{};
    interest.events = event == Event::readable ? EPOLLIN : EPOLLOUT;
    if (::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, descriptor, &interest) != 0) {
        if (errno != EPERM) {
            throw std::system_error(errno, std::generic_category(), "epoll_ctl");
        }
        always_ready_ = true;
    }
}

asio::awaitable<void> Readiness::wait() {
    if (always_ready_) {
        co_await asio::post(epoll_.get_executor(), asio::use_awaitable);
        co_return;
    }
    co_await epoll_.async_wait(
        asio::posix::stream_descriptor::wait_read, asio::experimental::as_tuple(asio::use_awaitable)
    );
}

void Readiness::when_ready(std::function<void()> then) {
    if (always_ready_) {
        asio::post(epoll_.get_executor(), std::move(then));
        return;
    }
    epoll_.async_wait(
        asio::posix::stream_descriptor::wait_read,
        [then = std::move(then)](const asio::error_code&) { then(); }
    );
}

void Readiness::cancel() {
    epoll_.cancel();
}

} // namespace retail_mcp::transport
