#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

/// The log: one line per event on stderr, `time level event key=value …`.
///
/// Writing never blocks, even when nobody reads the other end of stderr: what the descriptor does
/// not take at once waits in a buffer of fixed size, what does not fit is dropped and counted, and
/// the count is logged when the reader is back. Lines are whole or absent. Safe from any thread.
///
/// Never log arguments, secrets or connection strings at `info` or above.
namespace retail_mcp::log {

/// error = someone must act; warn = we coped; info = life cycle and requests; debug = the rest.
enum class Level { debug, info, warn, error, off };

/// "debug" … "off"; false if the text names no level.
bool parse_level(std::string_view text, Level& level) noexcept;

/// Lines below this level are not written. The default is `info`.
void set_level(Level level) noexcept;

struct Field {
    std::string_view key;
    std::string value;
};

/// `event` is a stable snake_case name. Values with spaces, quotes or control characters are
/// quoted and escaped, so one event is always one line.
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

/// Gives the buffered rest to stderr as far as it takes it now. Called once before the end.
void flush();

} // namespace retail_mcp::log
