#pragma once

#include <functional>
#include <memory>

namespace retail_mcp {

/// A few threads for calls that block (name look-ups, cancel requests, HTTPS) beside the one
/// thread that does everything else. Threads start with the first job.
///
/// `post` and `stop` belong to one thread. After `stop` (or the destructor) nothing is delivered
/// any more and jobs that wait are dropped; a job that still blocks is left to end by itself, so
/// that a dead name server cannot hold up the process's end. Jobs therefore own what they use.
class Worker {
public:
    explicit Worker(unsigned threads);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// `job` runs on one of the threads and must not throw; `deliver` follows it there, unless
    /// stopped meanwhile, and is expected to do no more than post to an executor.
    void post(std::function<void()> job, std::function<void()> deliver);

    void stop() noexcept;

private:
    struct State;
    std::shared_ptr<State> state_;
    unsigned threads_to_start_;
};

} // namespace retail_mcp
