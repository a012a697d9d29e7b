#include "people.hpp"

#include "random.hpp"

#include <retail_mcp/sql.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace retail_mcp::retail::sample {

namespace {

struct Names {
    std::vector<std::string> female;
    std::vector<std::string> male;
    std::vector<std::string> last;
};

const Names& names() {
    static const Names loaded = [] {
        const auto json = nlohmann::json::parse(sql::data::sample_people_json);
        return Names{json.at("female"), json.at("male"), json.at("last")};
    }();
    return loaded;
}

const std::string& any_of(const std::vector<std::string>& list, Random& random) {
    return list[random.below(static_cast<std::uint32_t>(list.size()))];
}

} // namespace

Person make_person(Random& random) {
    constexpr std::array<std::string_view, 4> genders{
        "Female", "Male", "Other", "Prefer not to say"};
    constexpr std::array<std::uint32_t, 4> weights{46, 46, 3, 5};
    Person person;
    const auto gender = random.pick(weights);
    person.gender = genders[gender];
    const bool female = gender == 0 || (gender > 1 && random.chance(500));
    person.first_name = any_of(female ? names().female : names().male, random);
    person.last_name = any_of(names().last, random);
    person.mailbox = person.first_name + "." + person.last_name;
    std::transform(
        person.mailbox.begin(),
        person.mailbox.end(),
        person.mailbox.begin(),
        [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); }
    );
    return person;
}

} // namespace retail_mcp::retail::sample
