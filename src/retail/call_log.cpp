#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/base/log.hpp>
#include <retail_mcp/base/seal.hpp>
#include <retail_mcp/db/pool.hpp>
#include <retail_mcp/retail/call_log.hpp>
#include <retail_mcp/sql.hpp>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/rand.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

namespace retail_mcp::retail {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

constexpr auto usual_delay = 2000ms;
constexpr auto delay_after_failure = 30000ms;
constexpr auto drain_allowance = 10s;
constexpr std::size_t batch_bytes = 256 * 1024;
// Files that are complete end in .full; a process's own one does not, and is locked.
constexpr std::string_view complete = ".full";

/// A random UUID: the call's name in the trail, by which a batch that is sent twice counts once.
std::string new_uuid() {
    std::array<unsigned char, 16> b{};
    if (RAND_bytes(b.data(), static_cast<int>(b.size())) != 1) {
        throw std::runtime_error{"no random numbers"};
    }
    b[6] = static_cast<unsigned char>((b[6] & 0x0fU) | 0x40U);
    b[8] = static_cast<unsigned char>((b[8] & 0x3fU) | 0x80U);
    std::string text;
    for (std::size_t i = 0; i < b.size(); ++i) {
        text += fmt::format("{}{:02x}", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", b[i]);
    }
    return text;
}

std::string line_of(const CallRecord& record) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(record.at);
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(record.at - seconds);
    std::string line;
    json::ObjectWriter object{line};
    object.string("call_id", new_uuid());
    object.string("at", fmt::format("{:%FT%T}.{:06}Z", fmt::gmtime(seconds), micros.count()));
    if (!record.store.empty()) {
        object.string("store", record.store);
    }
    object.string("tool", record.tool);
    object.string("argument_digest", record.argument_digest);
    object.integer("rows", record.rows);
    object.raw(
        "duration_ms", fmt::format("{:.3f}", static_cast<double>(record.duration.count()) / 1000)
    );
    object.string("outcome", record.outcome);
    if (!record.trace.empty()) {
        object.string("trace", record.trace);
    }
    object.close();
    return line + '\n';
}

Error file_failure(const fs::path& path) {
    const std::error_code code{errno, std::generic_category()};
    return Error{
        ErrorCode::configuration_error,
        "The audit file " + path.string() + " cannot be written: " + code.message() + '.',
        "Make room there, or set the permissions of the folder.",
        {},
        {}};
}

/// The file's whole lines in batches of JSON arrays. What a crash cut short is left out.
std::vector<std::string> batches_of(const fs::path& path) {
    std::ifstream file{path};
    std::vector<std::string> batches;
    std::string batch;
    for (std::string line; std::getline(file, line);) {
        if (!nlohmann::json::accept(line)) {
            log::write(log::Level::warn, "audit_line_damaged", {{"file", path.string()}});
            continue;
        }
        batch += (batch.empty() ? "[" : ",") + line;
        if (batch.size() > batch_bytes) {
            batches.push_back(std::exchange(batch, {}) + ']');
        }
    }
    if (!batch.empty()) {
        batches.push_back(batch + ']');
    }
    return batches;
}

} // namespace

CallLog::CallLog(asio::any_io_executor executor, fs::path folder, std::string prefix)
    : executor_{std::move(executor)},
      timer_{executor_},
      folder_{std::move(folder)},
      prefix_{std::move(prefix)} {}

CallLog::~CallLog() {
    if (descriptor_ >= 0) {
        set_aside();
        ::close(descriptor_);
        std::error_code ignored;
        if (!has_lines_) {
            fs::remove(file_, ignored);
        }
    }
}

Result<std::unique_ptr<CallLog>>
CallLog::open(asio::any_io_executor executor, const fs::path& folder, std::string_view who) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    fs::permissions(folder, fs::perms::owner_all, failure);
    // NOLINTNEXTLINE(modernize-make-unique): the constructor is private
    std::unique_ptr<CallLog> calls{
        new CallLog{std::move(executor), folder, sha256_hex(who).substr(0, 16)}};
    if (auto opened = calls->open_file(); !opened) {
        return fail(std::move(opened.error()));
    }
    calls->adopt_orphans();
    return calls;
}

Result<void> CallLog::open_file() {
    file_ = folder_ / fmt::format("{}.{}.calls", prefix_, new_uuid());
    descriptor_ = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        return fail(file_failure(file_));
    }
    has_lines_ = false;
    return {};
}

/// Files of processes that are gone (their lock is free) are complete.
void CallLog::adopt_orphans() {
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator{folder_, failure}) {
        const fs::path& path = entry.path();
        if (path == file_ || path.extension() != ".calls" ||
            !path.filename().string().starts_with(prefix_ + '.')) {
            continue;
        }
        const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor >= 0 && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
            fs::rename(path, path.string() + std::string{complete}, failure);
        }
        if (descriptor >= 0) {
            ::close(descriptor);
        }
    }
}

Result<void> CallLog::add(const CallRecord& record) {
    const std::string line = line_of(record);
    const auto written = ::write(descriptor_, line.data(), line.size());
    if (written != static_cast<ssize_t>(line.size())) {
        return fail(file_failure(file_));
    }
    has_lines_ = true;
    drain_soon(usual_delay);
    return {};
}

void CallLog::drain_into(db::Pool* pool) {
    pool_ = pool;
    if (pool_ == nullptr) {
        timer_.cancel();
        waiting_ = false;
        return;
    }
    drain_soon(usual_delay);
}

void CallLog::drain_soon(std::chrono::milliseconds delay) {
    if (waiting_ || pool_ == nullptr) {
        return;
    }
    waiting_ = true;
    timer_.expires_after(delay);
    timer_.async_wait([this, alive = std::weak_ptr<int>{alive_}](std::error_code stopped) {
        if (alive.expired() || stopped) {
            return;
        }
        waiting_ = false;
        asio::co_spawn(executor_, flush(Deadline::after(drain_allowance)), asio::detached);
    });
}

/// Gives the lines so far a file of their own and begins a new one.
void CallLog::set_aside() {
    if (!has_lines_) {
        return;
    }
    const fs::path full = fmt::format("{}.{}{}", file_.string(), ++set_aside_, complete);
    std::error_code failure;
    fs::rename(file_, full, failure);
    if (failure) {
        return; // it stays where it is, and on record
    }
    ::close(descriptor_);
    if (auto opened = open_file(); !opened) {
        log::write(log::Level::error, "audit_file_failed", {{"reason", opened.error().message}});
    }
}

asio::awaitable<void> CallLog::flush(Deadline deadline) {
    if (pool_ == nullptr || draining_) {
        co_return;
    }
    draining_ = true;
    set_aside();
    std::vector<fs::path> files;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator{folder_, failure}) {
        if (entry.path().extension() == complete &&
            entry.path().filename().string().starts_with(prefix_ + '.')) {
            files.push_back(entry.path());
        }
    }
    const std::weak_ptr<int> alive{alive_};
    for (const fs::path& file : files) {
        const bool sent = co_await send(file, deadline);
        if (alive.expired()) {
            co_return;
        }
        if (!sent) {
            drain_soon(delay_after_failure);
            break;
        }
        fs::remove(file, failure);
    }
    draining_ = false;
}

asio::awaitable<bool> CallLog::send(const fs::path& file, Deadline deadline) {
    for (std::string& batch : batches_of(file)) {
        if (pool_ == nullptr) {
            co_return false;
        }
        std::vector<db::Query> queries;
        queries.push_back(db::Query{&sql::record_tool_calls, {std::move(batch)}});
        // Without a store, so that what a login did is recorded when its last grant is gone, too.
        db::Context nowhere;
        const auto recorded = co_await pool_->run(
            std::move(nowhere), db::Access::write, std::move(queries), deadline
        );
        if (!recorded) {
            log::write(
                log::Level::warn, "audit_not_drained", {{"reason", recorded.error().message}}
            );
            co_return false;
        }
    }
    co_return true;
}

} // namespace retail_mcp::retail
