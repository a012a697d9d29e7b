#include "framing.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace retail_mcp::transport {

namespace {

constexpr std::size_t least_room = std::size_t{16} * 1024;
constexpr std::size_t usual_size = std::size_t{64} * 1024;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

} // namespace

LineSplitter::LineSplitter(std::size_t limit) : limit_{limit}, buffer_(usual_size, '\0') {}

std::span<char> LineSplitter::room() {
    if (begin_ == end_) {
        begin_ = scanned_ = end_ = 0;
        if (buffer_.size() > 16 * usual_size) {
            buffer_ = std::string(usual_size, '\0'); // one huge line must not cost memory for ever
        }
    }
    if (buffer_.size() - end_ < least_room) {
        std::copy(
            buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
            buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin()
        );
        scanned_ -= begin_;
        end_ -= begin_;
        begin_ = 0;
    }
    if (buffer_.size() - end_ < least_room) {
        buffer_.resize(buffer_.size() * 2);
    }
    return std::span(buffer_).subspan(end_);
}

void LineSplitter::received(std::size_t bytes) {
    end_ += bytes;
}

std::optional<Frame> LineSplitter::next() {
    for (;;) {
        const std::size_t found = std::string_view(buffer_).substr(0, end_).find('\n', scanned_);
        if (found != std::string_view::npos) {
            if (auto frame = take(found, found + 1)) {
                return frame;
            }
            continue;
        }
        scanned_ = end_;
        skip_if_too_long();
        if (!finished_ || (begin_ == end_ && !too_long_)) {
            return std::nullopt;
        }
        return take(end_, end_);
    }
}

std::optional<Frame> LineSplitter::take(std::size_t line_end, std::size_t next_begin) {
    std::string_view line = std::string_view(buffer_).substr(begin_, line_end - begin_);
    begin_ = scanned_ = next_begin;
    if (std::exchange(too_long_, false) || line.size() > limit_) {
        return Frame{Frame::Kind::too_long, {}};
    }
    if (std::exchange(at_start_, false) && line.starts_with(byte_order_mark)) {
        line.remove_prefix(byte_order_mark.size());
    }
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    if (is_blank(line)) {
        return std::nullopt;
    }
    return Frame{Frame::Kind::line, line};
}

void LineSplitter::skip_if_too_long() {
    if (too_long_ || end_ - begin_ > limit_) {
        too_long_ = true;
        begin_ = scanned_ = end_;
    }
}

} // namespace retail_mcp::transport
