#include <retail_mcp/retail/answer.hpp>

#include <algorithm>
#include <random>

namespace retail_mcp::retail {

namespace {

std::string drawn_mark() {
    thread_local std::mt19937_64 generator{std::random_device{}()};
    constexpr std::string_view digits = "0123456789abcdef";
    std::string mark;
    for (int i = 0; i < 6; ++i) {
        mark += digits[generator() % digits.size()];
    }
    return mark;
}

} // namespace

TextAnswer& TextAnswer::sentence(std::string text) {
    body_ += body_.empty() ? "" : "\n";
    body_ += text;
    return *this;
}

TextAnswer& TextAnswer::fenced(std::string_view text) {
    if (mark_.empty()) {
        mark_ = drawn_mark();
    }
    body_ += body_.empty() ? "" : "\n";
    body_ += "[records " + mark_ + "]\n";
    body_ += text;
    body_ += "[/records " + mark_ + "]";
    return *this;
}

TextAnswer& TextAnswer::table(const TextTable& table) {
    return table.empty() ? *this : fenced(table.render());
}

TextAnswer& TextAnswer::record(std::string_view text, std::size_t max_characters) {
    return text.empty() ? *this : fenced(fit_to_width(text, max_characters) + '\n');
}

TextAnswer& TextAnswer::paging(const Head& head, std::size_t shown) {
    if (!head.truncated) {
        return *this;
    }
    std::string text = "Showing " + std::to_string(shown);
    if (head.total) {
        text += " of " + std::to_string(*head.total);
    }
    text += head.next_cursor ? "; for more pass cursor \"" + *head.next_cursor + "\"."
                             : "; narrow the question to see the rest.";
    return sentence(std::move(text));
}

TextAnswer& TextAnswer::next(std::string suggestion) {
    next_ = std::move(suggestion);
    return *this;
}

std::string TextAnswer::str() const {
    return next_.empty() ? body_ : body_ + "\nNext: " + next_;
}

std::string money_text(const Money& money, const std::optional<std::string>& currency) {
    return with_thousands(money.amount) + (currency ? ' ' + *currency : std::string{});
}

std::string quantity_text(const Quantity& quantity) {
    return with_thousands(quantity.amount.trimmed());
}

std::string or_dash(const std::optional<std::string>& text) {
    return text.value_or("–");
}

std::string or_dash(const std::optional<Money>& money) {
    return money ? with_thousands(money->amount) : "–";
}

std::string or_dash(const std::optional<Quantity>& quantity) {
    return quantity ? quantity_text(*quantity) : "–";
}

std::string or_dash(const std::optional<Share>& share) {
    return share ? percent(*share) : "–";
}

std::string period_text(const PeriodShown& period) {
    const Date last = period.until - 1;
    std::string text = period.from == last ? period.from.to_string()
                                           : period.from.to_string() + " to " + last.to_string();
    return period.partial ? text + " (so far)" : text;
}

} // namespace retail_mcp::retail
