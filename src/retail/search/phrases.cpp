#include "phrases.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <utility>
#include <vector>

namespace retail_mcp::retail::search {

namespace {

enum class Bound { lower, upper };

struct Opening {
    std::string_view words;
    Bound bound;
    bool needs_currency = false; ///< else it rather says an age or a size ("games ab 3")
};

// In the languages that shops and their assistants write, whatever the store's own: a number has to
// follow, so that they are not taken for words of a product. Longer openings before those they
// begin with.
constexpr std::array openings{
    Opening{"no more than", Bound::upper},  Opening{"not more than", Bound::upper},
    Opening{"no less than", Bound::lower},  Opening{"less than", Bound::upper},
    Opening{"lower than", Bound::upper},    Opening{"cheaper than", Bound::upper},
    Opening{"more than", Bound::lower},     Opening{"at least", Bound::lower},
    Opening{"at most", Bound::upper},       Opening{"up to", Bound::upper},
    Opening{"starting at", Bound::lower},   Opening{"under", Bound::upper},
    Opening{"below", Bound::upper},         Opening{"beneath", Bound::upper},
    Opening{"max", Bound::upper, true}, // "Air Max 90" is a shoe
    Opening{"maximum", Bound::upper},       Opening{"over", Bound::lower},
    Opening{"above", Bound::lower},         Opening{"min", Bound::lower, true},
    Opening{"minimum", Bound::lower},       Opening{"nicht mehr als", Bound::upper},
    Opening{"weniger als", Bound::upper},   Opening{"günstiger als", Bound::upper},
    Opening{"billiger als", Bound::upper},  Opening{"mehr als", Bound::lower},
    Opening{"mindestens", Bound::lower},    Opening{"höchstens", Bound::upper},
    Opening{"maximal", Bound::upper},       Opening{"unter", Bound::upper},
    Opening{"über", Bound::lower},          Opening{"bis zu", Bound::upper, true},
    Opening{"bis", Bound::upper, true},     Opening{"ab", Bound::lower, true},
    Opening{"moins de", Bound::upper},      Opening{"plus de", Bound::lower},
    Opening{"au moins", Bound::lower},      Opening{"au plus", Bound::upper},
    Opening{"jusqu'à", Bound::upper, true}, Opening{"menos de", Bound::upper},
    Opening{"más de", Bound::lower},        Opening{"al menos", Bound::lower},
    Opening{"como máximo", Bound::upper},   Opening{"hasta", Bound::upper, true},
};

constexpr std::array<std::string_view, 4> range_openings{"between", "from", "zwischen", "entre"};
constexpr std::array<std::string_view, 7> range_joints{"and", "to", "-", "und", "bis", "et", "y"};

constexpr std::array<std::string_view, 17> stock_phrases{
    "that is in stock",
    "that are in stock",
    "which are in stock",
    "which is in stock",
    "currently in stock",
    "in stock",
    "available now",
    "on stock",
    "auf lager",
    "vorrätig",
    "sofort verfügbar",
    "sofort lieferbar",
    "en stock",
    "disponible tout de suite",
    "en existencia",
    "en existencias",
    "disponible ahora"};

constexpr std::array<std::string_view, 14> currencies{
    "$",
    "€",
    "£",
    "usd",
    "eur",
    "gbp",
    "dollar",
    "dollars",
    "euro",
    "euros",
    "bucks",
    "chf",
    "francs",
    "quid"};

/// Words that may follow a price without making it a measure ("drill under 80 with case").
constexpr std::array<std::string_view, 40> connectives{
    "and",  "or",  "that",  "which", "with", "for",  "in",   "please", "from", "by",
    "made", "who", "where", "is",    "are",  "only", "each", "total",  "und",  "oder",
    "mit",  "für", "im",    "auf",   "aus",  "von",  "der",  "die",    "das",  "bitte",
    "et",   "ou",  "avec",  "pour",  "en",   "y",    "o",    "con",    "para", "que"};

struct Word {
    std::string_view written;
    std::string lower;
};

std::vector<Word> split(std::string_view query) {
    std::vector<Word> words;
    std::size_t at = 0;
    while ((at = query.find_first_not_of(" \t\r\n", at)) != std::string_view::npos) {
        const std::size_t end = std::min(query.find_first_of(" \t\r\n", at), query.size());
        Word word{query.substr(at, end - at), {}};
        word.lower = std::string{word.written};
        for (char& c : word.lower) {
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        while (word.lower.size() > 1 &&
               std::string_view{",.;?!"}.find(word.lower.back()) != std::string_view::npos) {
            word.lower.pop_back();
        }
        words.push_back(std::move(word));
        at = end;
    }
    return words;
}

bool contains(std::span<const std::string_view> list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// How many of `words` the phrase takes up; 0 if they do not begin with it.
std::size_t begins_with(std::span<const Word> words, std::string_view phrase) {
    std::size_t count = 0;
    while (!phrase.empty()) {
        const std::size_t end = std::min(phrase.find(' '), phrase.size());
        if (count == words.size() || words[count].lower != phrase.substr(0, end)) {
            return 0;
        }
        ++count;
        phrase.remove_prefix(std::min(end + 1, phrase.size()));
    }
    return count;
}

struct Amount {
    Money money;
    std::size_t words = 0; ///< taken up, the currency's included
    bool has_currency = false;
};

/// "80", "$80", "1,200.50", "2,50", "80 dollars", "80€".
std::optional<Amount> read_amount(std::span<const Word> words) {
    if (words.empty()) {
        return std::nullopt;
    }
    Amount amount;
    std::string digits = words[0].lower;
    for (const std::string_view sign : {"$", "€", "£"}) {
        if (digits.starts_with(sign)) {
            digits.erase(0, sign.size());
            amount.has_currency = true;
        } else if (digits.ends_with(sign)) {
            digits.erase(digits.size() - sign.size());
            amount.has_currency = true;
        }
    }
    // "2,50" has a decimal comma, "1,200" and "1,200.50" have one for the thousands
    const std::size_t comma = digits.rfind(',');
    if (comma != std::string::npos && digits.find('.') == std::string::npos &&
        digits.find(',') == comma && digits.size() - comma <= 3) {
        digits[comma] = '.';
    }
    std::erase(digits, ',');
    const bool is_number = !digits.empty() && digits.size() <= 12 &&
                           std::all_of(digits.begin(), digits.end(), [](unsigned char c) {
                               return std::isdigit(c) != 0 || c == '.';
                           });
    const auto value = is_number ? Decimal::parse(digits) : std::nullopt;
    if (!value) {
        return std::nullopt;
    }
    amount.money.amount = *value;
    amount.words = 1;
    if (words.size() > 1 && contains(currencies, words[1].lower)) {
        amount.has_currency = true;
        amount.words = 2;
    }
    return amount;
}

/// Whether what follows an amount leaves it a price: nothing, a connective, or a currency before.
bool is_price(const Amount& amount, std::span<const Word> rest) {
    return amount.has_currency || rest.empty() || contains(connectives, rest[0].lower) ||
           rest[0].written.front() == ',';
}

/// "between 20 and 30", "zwischen 20 und 30": the words taken up, 0 if it is no such range.
std::size_t take_range(std::span<const Word> words, Phrases& phrases) {
    const std::string_view opening = words[0].lower;
    if (!contains(range_openings, opening)) {
        return 0;
    }
    const auto low = read_amount(words.subspan(1));
    if (!low || words.size() <= 1 + low->words) {
        return 0;
    }
    const std::size_t middle = 1 + low->words;
    const std::string_view joint = words[middle].lower;
    if (!contains(range_joints, joint)) {
        return 0;
    }
    const auto high = read_amount(words.subspan(middle + 1));
    if (!high || !is_price(*high, words.subspan(middle + 1 + high->words))) {
        return 0;
    }
    phrases.price_min = std::min(low->money, high->money);
    phrases.price_max = std::max(low->money, high->money);
    return middle + 1 + high->words;
}

/// "under 80": the words taken up, 0 if it is no bound on the price.
std::size_t take_bound(std::span<const Word> words, Phrases& phrases) {
    for (const Opening& opening : openings) {
        const std::size_t taken = begins_with(words, opening.words);
        if (taken == 0) {
            continue;
        }
        const auto amount = read_amount(words.subspan(taken));
        if (!amount || !is_price(*amount, words.subspan(taken + amount->words)) ||
            (opening.needs_currency && !amount->has_currency)) {
            return 0;
        }
        (opening.bound == Bound::upper ? phrases.price_max : phrases.price_min) = amount->money;
        return taken + amount->words;
    }
    return 0;
}

std::size_t take_stock(std::span<const Word> words, Phrases& phrases) {
    for (const std::string_view phrase : stock_phrases) {
        if (const std::size_t taken = begins_with(words, phrase); taken != 0) {
            phrases.in_stock = true;
            return taken;
        }
    }
    return 0;
}

} // namespace

Phrases take_phrases(std::string_view query) {
    Phrases phrases;
    const std::vector<Word> words = split(query);
    for (std::size_t at = 0; at < words.size();) {
        const auto rest = std::span{words}.subspan(at);
        std::size_t taken = take_range(rest, phrases);
        taken = taken != 0 ? taken : take_bound(rest, phrases);
        taken = taken != 0 ? taken : take_stock(rest, phrases);
        if (taken == 0) {
            phrases.text += phrases.text.empty() ? "" : " ";
            phrases.text += words[at].written;
            taken = 1;
        }
        at += taken;
    }
    return phrases;
}

} // namespace retail_mcp::retail::search
