#include "log_sink.hpp"

#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/base/log.hpp>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <utility>

namespace retail_mcp::log {

LineBuffer::LineBuffer(std::optional<Descriptor> target, std::size_t capacity)
    : target_{std::move(target)}, capacity_{capacity} {}

void LineBuffer::add(std::string_view line) {
    flush();
    if (!target_ || waiting_.size() + line.size() > capacity_) {
        ++dropped_;
        return;
    }
    note_dropped_lines();
    waiting_ += line;
    flush();
}

void LineBuffer::note_dropped_lines() {
    if (dropped_ != 0) {
        waiting_ += "warn log_lines_dropped count=" + std::to_string(dropped_) + "\n";
        dropped_ = 0;
    }
}

void LineBuffer::flush() {
    using Kind = Descriptor::Outcome::Kind;
    std::size_t taken = 0;
    while (target_ && taken < waiting_.size()) {
        const auto outcome = target_->write_some(std::string_view(waiting_).substr(taken));
        taken += outcome.bytes;
        if (outcome.kind == Kind::closed) {
            target_.reset();
            waiting_.clear();
            return;
        }
        if (outcome.kind == Kind::would_block) {
            break;
        }
    }
    waiting_.erase(0, taken);
}

namespace {

/// A slow reader may be this far behind before lines are lost.
constexpr std::size_t buffer_capacity = std::size_t{256} * 1024;

class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    StderrSink() : buffer_{open_stderr(), buffer_capacity} {}

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        buffer_.add({line.data(), line.size()});
    }

    void flush_() override { buffer_.flush(); }

private:
    static std::optional<Descriptor> open_stderr() {
        auto target = Descriptor::open(STDERR_FILENO, Descriptor::Direction::write);
        return target ? std::optional(std::move(*target)) : std::nullopt;
    }

    LineBuffer buffer_;
};

/// The process has one stderr, so it has one log.
spdlog::logger& logger() {
    static const std::unique_ptr<spdlog::logger> instance = [] {
        auto made = std::make_unique<spdlog::logger>("retail-mcp", std::make_shared<StderrSink>());
        made->set_formatter(std::make_unique<spdlog::pattern_formatter>(
            "%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc
        ));
        return made;
    }();
    return *instance;
}

spdlog::level::level_enum to_spdlog(Level level) {
    constexpr std::array levels{
        spdlog::level::debug,
        spdlog::level::info,
        spdlog::level::warn,
        spdlog::level::err,
        spdlog::level::off};
    return levels[static_cast<std::size_t>(level)];
}

bool is_plain(std::string_view value) {
    return !value.empty() && std::all_of(value.begin(), value.end(), [](unsigned char c) {
        return c > ' ' && c != '"' && c != '=' && c != 0x7f;
    });
}

} // namespace

bool parse_level(std::string_view text, Level& level) noexcept {
    constexpr std::array<std::string_view, 5> names{"debug", "info", "warn", "error", "off"};
    const auto* const found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) {
        return false;
    }
    level = static_cast<Level>(found - names.begin());
    return true;
}

void set_level(Level level) noexcept {
    logger().set_level(to_spdlog(level));
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (!logger().should_log(to_spdlog(level))) {
        return;
    }
    std::string line(event);
    for (const auto& [key, value] : fields) {
        line += ' ';
        line += key;
        line += '=';
        if (is_plain(value)) {
            line += value;
        } else {
            json::append_string(line, value);
        }
    }
    logger().log(to_spdlog(level), line);
}

void flush() {
    logger().flush();
}

} // namespace retail_mcp::log
