#include "heartbeat.hpp"

#include <retail_mcp/base/deadline.hpp>

#include <asio/steady_timer.hpp>

#include <chrono>
#include <exception>
#include <string>

namespace retail_mcp::app {

using namespace std::chrono_literals;

struct Heartbeat::Beat {
    asio::steady_timer timer;
    mcp::RequestContext* context; ///< null once the call is over
    double told;
    int seconds;

    void tell() noexcept {
        ++seconds;
        try {
            // without a deadline: a person is being asked
            const bool is_asking = context->deadline().is_never();
            context->progress(
                told + seconds / 1000.0,
                {},
                is_asking ? "Waiting for an answer"
                          : "Working for " + std::to_string(seconds) + " s"
            );
        } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): a beat may be missed
        }
    }
};

Heartbeat::Heartbeat(
    const asio::any_io_executor& executor, mcp::RequestContext& context, double told
)
    : beat_{std::make_shared<Beat>(Beat{asio::steady_timer{executor}, &context, told, 0})} {
    await_next(beat_);
}

Heartbeat::~Heartbeat() {
    beat_->context = nullptr;
    beat_->timer.cancel();
}

void Heartbeat::await_next(const std::shared_ptr<Beat>& beat) {
    beat->timer.expires_after(1s);
    beat->timer.async_wait([beat](const asio::error_code&) {
        if (beat->context != nullptr) {
            beat->tell();
            await_next(beat);
        }
    });
}

} // namespace retail_mcp::app
