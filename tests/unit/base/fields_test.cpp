#include <retail_mcp/base/fields.hpp>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace retail_mcp {
namespace {

using nlohmann::json;
using testing::HasSubstr;

enum class Sort { relevance, price_descending };

constexpr auto enum_names(Sort) {
    return names<Sort>({{Sort::relevance, "relevance"}, {Sort::price_descending, "-price"}});
}

struct Range {
    std::optional<Date> from;
    std::optional<Date> to;

    static constexpr auto fields() {
        return field_list(
            field("from", &Range::from, "First day.", required),
            field("to", &Range::to, "Last day.")
        );
    }
};

struct Params {
    std::string query;
    std::optional<Money> price_min;
    int limit = 10;
    Sort sort = Sort::relevance;
    std::vector<std::string> tags;
    std::optional<Range> period;

    static constexpr auto fields() {
        return field_list(
            field("query", &Params::query, "What to look for.", required, length(1, 20)),
            field("price_min", &Params::price_min, "Lowest price.", at_least(0)),
            field("limit", &Params::limit, "Rows.", range(1, 200)),
            field("sort", &Params::sort, "Order."),
            field("tags", &Params::tags, "All of them.", items(0, 3), length(1, 10)),
            field("period", &Params::period, "When.")
        );
    }
};

Error error_of(const json& arguments) {
    const auto decoded = decode<Params>(arguments);
    EXPECT_FALSE(decoded) << arguments;
    return decoded ? Error{} : decoded.error();
}

TEST(Decode, FillsMembersAndKeepsDefaults) {
    const auto params = decode<Params>(json::parse(
        R"({"query":"drill","price_min":79.9,"tags":["a"],"period":{"from":"2025-01-31"}})"
    ));
    ASSERT_TRUE(params) << params.error().message;
    EXPECT_EQ(params->query, "drill");
    EXPECT_EQ(params->price_min->amount.to_string(), "79.9");
    EXPECT_EQ(params->limit, 10);
    EXPECT_EQ(params->sort, Sort::relevance);
    EXPECT_EQ(params->period->from->to_string(), "2025-01-31");
    EXPECT_FALSE(params->period->to);
}

TEST(Decode, NullIsTheSameAsLeftOut) {
    const auto params =
        decode<Params>(json::parse(R"({"query":"x","price_min":null,"limit":null,"tags":null})"));
    ASSERT_TRUE(params) << params.error().message;
    EXPECT_EQ(params->limit, 10);
}

TEST(Decode, AWholeFloatIsAnInteger) {
    EXPECT_EQ(decode<Params>(json::parse(R"({"query":"x","limit":20.0})"))->limit, 20);
    EXPECT_FALSE(decode<Params>(json::parse(R"({"query":"x","limit":20.5})")));
}

TEST(Decode, NamesEveryViolationAtOnceWithItsPath) {
    const Error error = error_of(json::parse(
        R"({"limt":5,"limit":500,"sort":"-prise","tags":["a",7],"period":{"from":"31.1.2025"},
            "price_min":"cheap"})"
    ));
    EXPECT_EQ(error.code, ErrorCode::invalid_arguments);
    EXPECT_THAT(error.message, HasSubstr("/query is required: a string of 1 to 20 characters"));
    EXPECT_THAT(error.message, HasSubstr("/limit must be an integer from 1 to 200, not 500"));
    EXPECT_THAT(error.message, HasSubstr("/limt is unknown"));
    EXPECT_THAT(error.message, HasSubstr("(nearest: limit"));
    EXPECT_THAT(error.message, HasSubstr("/sort must be one of relevance, -price"));
    EXPECT_THAT(error.message, HasSubstr("/tags/1 must be a string"));
    EXPECT_THAT(error.message, HasSubstr("/period/from must be a date"));
    EXPECT_THAT(error.message, HasSubstr("/price_min must be a number or a decimal string"));
    EXPECT_THAT(error.candidates, testing::Contains("limit"));
}

TEST(Decode, RefusesWhatIsNoObjectAndTextPostgresCannotHold) {
    EXPECT_THAT(error_of(json::array()).message, HasSubstr("must be an object"));
    EXPECT_THAT(
        error_of(json{{"query", std::string("a\0b", 3)}}).message, HasSubstr("/query must be")
    );
}

TEST(InputSchema, CarriesBoundsDefaultsAndChoices) {
    const json schema = json::parse(input_schema<Params>());
    EXPECT_EQ(schema["type"], "object");
    EXPECT_EQ(schema["additionalProperties"], false);
    EXPECT_EQ(schema["required"], json::array({"query"}));
    const json& properties = schema["properties"];
    EXPECT_EQ(
        properties["limit"],
        json::parse(
            R"({"type":"integer","minimum":1,"maximum":200,"description":"Rows.","default":10})"
        )
    );
    EXPECT_EQ(properties["sort"]["enum"], json::array({"relevance", "-price"}));
    EXPECT_EQ(properties["sort"]["default"], "relevance");
    EXPECT_EQ(properties["tags"]["maxItems"], 3);
    EXPECT_EQ(properties["tags"]["items"]["maxLength"], 10);
    EXPECT_FALSE(properties["price_min"].contains("default"));
    EXPECT_EQ(properties["period"]["properties"]["from"]["format"], "date");
}

struct Head {
    std::string currency = "KWD";
    bool truncated = false;

    static constexpr auto fields() {
        return field_list(field("currency", &Head::currency), field("truncated", &Head::truncated));
    }
};

struct Line {
    std::string sku;
    Money price;
    Quantity on_hand;
    std::optional<Share> rate;
    std::optional<std::string> note;

    static constexpr auto fields() {
        return field_list(
            field("sku", &Line::sku),
            field("price", &Line::price),
            field("on_hand", &Line::on_hand),
            field("rate", &Line::rate),
            field("note", &Line::note, sparse)
        );
    }
};

struct Answer {
    Head head;
    std::vector<Line> lines;
    std::map<std::string, int> counts;
    std::optional<Sort> sort;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("lines", &Answer::lines),
            field("counts", &Answer::counts),
            field("sort", &Answer::sort)
        );
    }
};

Answer sample_answer() {
    Answer answer;
    answer.lines.push_back(
        {"A\"1", {*Decimal::parse("12.3456")}, {*Decimal::parse("3.000")}, {}, {}}
    );
    answer.lines.push_back(
        {"B",
         {*Decimal::parse("5")},
         {*Decimal::parse("0.250")},
         Share{*Decimal::parse("0.0500")},
         "n"}
    );
    answer.counts = {{"here", 2}};
    return answer;
}

TEST(Encode, WritesExactValuesAndFlattensTheHead) {
    Answer answer = sample_answer();
    round_money(answer.lines, "USD");
    EXPECT_EQ(
        to_json(answer),
        R"({"currency":"KWD","truncated":false,"lines":[)"
        R"({"sku":"A\"1","price":"12.35","on_hand":3,"rate":null},)"
        R"({"sku":"B","price":"5.00","on_hand":"0.25","rate":0.05,"note":"n"}],)"
        R"("counts":{"here":2},"sort":null})"
    );
}

TEST(OutputSchema, HasTypesOnly) {
    const json schema = json::parse(output_schema<Answer>());
    EXPECT_FALSE(schema.contains("required"));
    const json& line = schema["properties"]["lines"]["items"];
    EXPECT_EQ(line["properties"]["on_hand"]["type"], json::array({"integer", "string"}));
    EXPECT_EQ(line["properties"]["rate"]["type"], json::array({"number", "null"}));
    EXPECT_EQ(line["properties"]["note"]["type"], "string");
    EXPECT_EQ(schema["properties"]["sort"]["enum"], json::array({nullptr, "relevance", "-price"}));
    EXPECT_EQ(schema.dump().find("description"), std::string::npos);
}

struct Shelf {
    std::vector<std::string> labels;
    RawJson extra;

    static constexpr auto fields() {
        return field_list(field("labels", &Shelf::labels), field("extra", &Shelf::extra));
    }
};

struct Aisle {
    std::vector<Shelf> shelves;
    std::optional<Shelf> top;
    std::optional<Line> last;

    static constexpr auto fields() {
        return field_list(
            field("shelves", &Aisle::shelves),
            field("top", &Aisle::top, outlined),
            field("last", &Aisle::last)
        );
    }
};

TEST(OutputSchema, NamesDeeperValuesAndOutlinedOnesByTypeAlone) {
    const json properties = json::parse(output_schema<Aisle>())["properties"];
    const json& shelf = properties["shelves"]["items"]["properties"];
    EXPECT_EQ(shelf["labels"], json({{"type", "array"}}));
    EXPECT_EQ(shelf["extra"], json::object()); // whatever JSON it is
    EXPECT_EQ(properties["top"], json({{"type", {"object", "null"}}}));
    EXPECT_EQ(properties["last"]["type"], json::array({"object", "null"}));
}

struct PerCurrency {
    std::optional<std::string> currency;
    Money total;

    static constexpr auto fields() {
        return field_list(
            field("currency", &PerCurrency::currency), field("total", &PerCurrency::total)
        );
    }
};

TEST(RoundMoney, AStructsOwnCurrencyDecidesItsDigits) {
    std::vector<PerCurrency> totals{
        {"JPY", {*Decimal::parse("1234.5")}}, {{}, {*Decimal::parse("1.005")}}};
    round_money(totals, "USD");
    EXPECT_EQ(totals[0].total.amount.to_string(), "1235");
    EXPECT_EQ(totals[1].total.amount.to_string(), "1.01");
}

TEST(TextForms, ReadWhatPostgresAndTheEnvironmentWrite) {
    Params params;
    const StructType& type = struct_of<Params>();
    const auto set = [&](std::string_view name, std::string_view text) {
        const FieldInfo* field = type.find(name);
        return field->type->parse(text, field->locate(&params));
    };
    EXPECT_TRUE(set("limit", "25"));
    EXPECT_TRUE(set("price_min", "12.9000"));
    EXPECT_TRUE(set("sort", "-price"));
    EXPECT_TRUE(set("tags", "a,b"));
    EXPECT_FALSE(set("limit", "25x"));
    EXPECT_EQ(params.limit, 25);
    EXPECT_EQ(params.price_min->amount.to_string(), "12.9000");
    EXPECT_EQ(params.sort, Sort::price_descending);
    EXPECT_THAT(params.tags, testing::ElementsAre("a", "b"));
}

TEST(MarkdownTable, ShowsNameTypeDefaultAndMeaning) {
    EXPECT_THAT(
        markdown_table(struct_of<Params>()),
        HasSubstr("| `limit` | an integer from 1 to 200 | `10` | Rows. |\n")
    );
}

} // namespace
} // namespace retail_mcp
