#include <retail_mcp/base/worker.hpp>

#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <thread>

namespace retail_mcp {

namespace {

struct Job {
    std::function<void()> run;
    std::function<void()> deliver;
};

} // namespace

struct Worker::State {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Job> waiting;
    // What running jobs will deliver lies here and not with them, so that stop() can drop it: it
    // may refer to an executor that is about to end.
    std::list<std::function<void()>> deliveries;
    bool stopped = false;

    void work();
};

void Worker::State::work() {
    std::unique_lock lock{mutex};
    for (;;) {
        changed.wait(lock, [this] { return stopped || !waiting.empty(); });
        if (stopped) {
            return;
        }
        Job job = std::move(waiting.front());
        waiting.pop_front();
        const auto delivery = deliveries.insert(deliveries.end(), std::move(job.deliver));
        lock.unlock();
        job.run();
        job.run = nullptr;
        lock.lock();
        if (stopped) {
            return;
        }
        (*delivery)();
        deliveries.erase(delivery);
    }
}

Worker::Worker(unsigned threads) : state_{std::make_shared<State>()}, threads_to_start_{threads} {}

Worker::~Worker() {
    stop();
}

void Worker::post(std::function<void()> job, std::function<void()> deliver) {
    for (; threads_to_start_ > 0; --threads_to_start_) {
        std::thread{[state = state_] { state->work(); }}.detach();
    }
    const std::lock_guard lock{state_->mutex};
    if (!state_->stopped) {
        state_->waiting.push_back(Job{std::move(job), std::move(deliver)});
        state_->changed.notify_one();
    }
}

void Worker::stop() noexcept {
    const std::lock_guard lock{state_->mutex};
    state_->stopped = true;
    state_->waiting.clear();
    state_->deliveries.clear();
    state_->changed.notify_all();
}

} // namespace retail_mcp
