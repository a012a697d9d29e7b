#include <retail_mcp/retail/clock.hpp>

namespace retail_mcp::retail {

Timestamp Clock::now() const {
    using std::chrono::microseconds;
    return pinned_.value_or(Timestamp{
        std::chrono::floor<microseconds>(std::chrono::system_clock::now())});
}

} // namespace retail_mcp::retail
