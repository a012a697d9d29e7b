#pragma once

#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/base/error.hpp>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace retail_mcp::db {
class Pool;
}

/// The audit trail of tool calls. Each call is appended to a file before its answer leaves; from
/// there batches go into the database's trail. Whatever way a process ends, what it wrote is in
/// its file, and the next process of the same principal takes it along.
namespace retail_mcp::retail {

struct CallRecord {
    std::chrono::system_clock::time_point at;
    std::string store; ///< empty: all of the principal's, or none was chosen yet
    std::string tool;
    std::string argument_digest;
    std::int64_t rows = 0; ///< read from the database
    std::chrono::microseconds duration{};
    std::string outcome; ///< "ok" or the error's code
    std::string trace;
};

/// One per process. One thread. Files are small and local, so they are written directly.
class CallLog {
public:
    /// Opens this process's file in `folder` (made with mode 0700 if it is not there). `who` stands
    /// for the principal: files are taken over between processes of the same one only, for the
    /// database records a batch under the login that sends it.
    static Result<std::unique_ptr<CallLog>>
    open(asio::any_io_executor executor, const std::filesystem::path& folder, std::string_view who);

    ~CallLog();
    CallLog(const CallLog&) = delete;
    CallLog& operator=(const CallLog&) = delete;

    /// Appends the record and makes it go to the database soon. A failure means that the call is
    /// not on record.
    Result<void> add(const CallRecord& record);

    /// From now on batches go through this pool, which must outlive the log or be taken away with
    /// nullptr: nothing more is sent then, and no timer runs.
    void drain_into(db::Pool* pool);

    /// Sends what is on file, of this process and of ended ones. What cannot be sent stays there.
    asio::awaitable<void> flush(Deadline deadline);

private:
    CallLog(asio::any_io_executor executor, std::filesystem::path folder, std::string prefix);

    Result<void> open_file();
    void set_aside();
    void adopt_orphans();
    void drain_soon(std::chrono::milliseconds delay);
    asio::awaitable<bool> send(const std::filesystem::path& file, Deadline deadline);

    asio::any_io_executor executor_;
    asio::steady_timer timer_;
    std::filesystem::path folder_;
    std::string prefix_; // of every file of this principal
    std::filesystem::path file_;
    int descriptor_ = -1;
    bool has_lines_ = false;
    bool waiting_ = false;
    bool draining_ = false;
    int set_aside_ = 0;
    db::Pool* pool_ = nullptr;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

} // namespace retail_mcp::retail
