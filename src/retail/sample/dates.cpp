#include "dates.hpp"

#include <fmt/format.h>

namespace retail_mcp::retail::sample {

std::string iso_date(Date date) {
    const auto day = civil(date);
    return fmt::format(
        "{:04}-{:02}-{:02}",
        static_cast<int>(day.year()),
        static_cast<unsigned>(day.month()),
        static_cast<unsigned>(day.day())
    );
}

bool is_daylight_saving(Date date) {
    using namespace std::chrono;
    const auto year = civil(date).year();
    return date >= Date{year / March / Sunday[2]} && date < Date{year / November / Sunday[1]};
}

Date thanksgiving(std::chrono::year year) {
    using namespace std::chrono;
    return Date{year / November / Thursday[4]};
}

} // namespace retail_mcp::retail::sample
