#pragma once

#include <string>
#include <string_view>

namespace retail_mcp::retail::sample {

class Random;

/// Somebody who does not exist.
struct Person {
    std::string first_name;
    std::string last_name;
    std::string mailbox; ///< "maria.lopez"
    std::string_view gender;
};

/// Names from sql/data/sample_people.json, genders as in the reference.
Person make_person(Random& random);

} // namespace retail_mcp::retail::sample
