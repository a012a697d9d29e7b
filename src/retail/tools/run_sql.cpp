// One free-form query, for what no other tool answers: read-only, behind the same store boundary,
// bounded in cost, time, rows and bytes. The text travels behind DECLARE CURSOR over the extended
// protocol, so that nothing but a single query can be in it; the transaction is always rolled back.
#include "../catalog.hpp"
#include "../sql_errors.hpp"

#include <retail_mcp/base/text.hpp>
#include <retail_mcp/sql.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>

namespace retail_mcp::retail {

namespace {

constexpr int max_bytes = 256 * 1024;
constexpr std::size_t max_cell_width = 60;
/// In the planner's units. So high that only runaways meet it: the planner's estimates rest on all
/// stores' rows, and this one bit of them comes out.
constexpr double highest_cost = 1e8;

struct Params {
    std::string sql;
    int limit = 50;

    static constexpr auto fields() {
        return field_list(
            field(
                "sql",
                &Params::sql,
                "One SELECT, VALUES or WITH query in PostgreSQL's SQL, tables as retail.NAME, e.g. "
                "\"SELECT brand, count(*) FROM retail.products GROUP BY 1\".",
                required,
                length(1, 20000)
            ),
            field("limit", &Params::limit, "Rows to return.", range(1, 200))
        );
    }
};

struct Column {
    std::string name;
    std::string type;

    static constexpr auto fields() {
        return field_list(field("name", &Column::name), field("type", &Column::type));
    }
};

struct Answer {
    Head head;
    std::vector<Column> columns;
    std::vector<std::vector<RawJson>> rows;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("columns", &Answer::columns),
            field("rows", &Answer::rows)
        );
    }
};

/// Types whose values JSON holds exactly; all others are sent as text (pg_type.oid).
bool is_plain_json(unsigned int type) {
    constexpr std::array<unsigned int, 5> types{
        16, 21, 23, 700, 701}; // boolean, int2, int4, floats
    return std::find(types.begin(), types.end(), type) != types.end();
}

/// PostgreSQL's text form of an array, one element per column of `rows`.
template <class F>
std::string array_of_columns(const db::Rows& rows, F element) {
    std::string array = "{";
    for (int column = 0; column < rows.columns(); ++column) {
        array += (column == 0 ? "" : ",") + element(rows.column_type(column));
    }
    return array + "}";
}

/// The error for the author of the statement, with the readable columns where the privilege for
/// some was missing.
asio::awaitable<Error> explain(ToolContext& context, Error error) {
    constexpr std::string_view before_name = "permission denied for table ";
    const std::size_t at = error.message.find(before_name);
    if (error.code != ErrorCode::permission_denied || at == std::string::npos) {
        co_return error;
    }
    const std::size_t start = at + before_name.size();
    const std::string table =
        error.message.substr(start, error.message.find_first_of(" (.", start) - start);
    db::Query query{&sql::readable_columns, {}};
    const auto readable = co_await context.read(std::move(query));
    for (int row = 0; readable && row < readable->size(); ++row) {
        if (readable->text(row, 0) == table) {
            error.hint = "You may read these of its columns: ";
            error.hint += readable->text(row, 1);
            error.hint += '.';
        }
    }
    co_return error;
}

/// What the planner expects the query to cost, from EXPLAIN's JSON; the first such member is the
/// whole plan's. Found and not parsed, for a constant of the query may make the plan as large as it
/// likes; nothing that the query names can look like it, for its quotes are escaped.
double expected_cost(std::string_view plan) {
    constexpr std::string_view member = R"("Total Cost": )";
    double cost = std::numeric_limits<double>::infinity();
    if (const std::size_t at = plan.find(member); at != std::string_view::npos) {
        std::from_chars(plan.data() + at + member.size(), plan.data() + plan.size(), cost);
    }
    return cost;
}

/// Whether the plan evaluates XPath over a document: of all that a query can ask for this alone is
/// no function that could be revoked, and it works on when it is cancelled. Found as the cost is.
bool reads_xml_as_table(std::string_view plan) {
    return plan.find(R"("Table Function Name": "xmltable")") != std::string_view::npos;
}

/// Opens the cursor: its columns, once its plan has let it pass. The plan is asked for with the
/// login's own rights after DECLARE has proved the text to be one query, and never leaves the
/// server.
asio::awaitable<Result<db::Rows>>
open_cursor(db::Transaction& transaction, const std::string& sql, bool cost_gate) {
    const std::string text = std::string{sql::run_sql_declare.text} + sql;
    const db::Statement declare{"", text};
    const std::string explaining = std::string{sql::run_sql_explain.text} + sql;
    const db::Statement explain_plan{"", explaining};
    std::vector<db::Query> queries{
        {&sql::run_sql_whole}, {&declare}, {&sql::run_sql_columns}, {&explain_plan}};
    auto results = co_await transaction.execute(std::move(queries));
    if (!results) {
        const db::ServerError* const error = transaction.server_error();
        co_return fail(
            error != nullptr ? sql_error(*error, sql, sql::run_sql_declare.text.size())
                             : std::move(results.error())
        );
    }
    const std::string_view plan = results->back().text(0, 0);
    if (reads_xml_as_table(plan)) {
        co_return fail(
            ErrorCode::permission_denied,
            "XMLTABLE is not available.",
            "Values in jsonb columns are read with ->> and jsonb_to_recordset()."
        );
    }
    if (cost_gate && expected_cost(plan) > highest_cost) {
        co_return fail(
            ErrorCode::too_expensive,
            "The query is too expensive.",
            "Join on keys, filter by business_date, aggregate earlier."
        );
    }
    co_return std::move((*results)[2]);
}

/// Moves the fetched rows into the answer; a NULL at the end says that there are more.
Result<void> take_rows(const db::Rows& rows, Answer& answer) {
    for (int row = 0; row < rows.size(); ++row) {
        if (rows.is_null(row, 0)) {
            answer.head.truncated = true;
            break;
        }
        std::vector<RawJson> cells;
        for (const nlohmann::ordered_json& cell :
             nlohmann::ordered_json::parse(rows.text(row, 0))) {
            cells.push_back({cell.dump()});
        }
        answer.rows.push_back(std::move(cells));
    }
    if (answer.head.truncated && answer.rows.empty()) {
        return fail(
            ErrorCode::result_too_large,
            "A single row of the result is larger than " + std::to_string(max_bytes / 1024) +
                " KiB.",
            "Select fewer or shorter columns."
        );
    }
    if (!answer.head.truncated) {
        answer.head.total = static_cast<std::int64_t>(answer.rows.size());
    }
    return {};
}

asio::awaitable<Result<Answer>>
fetch(db::Transaction& transaction, const db::Rows& columns, const Params& params) {
    std::string as_text = array_of_columns(columns, [](unsigned int type) -> std::string {
        return is_plain_json(type) ? "f" : "t";
    });
    std::string types =
        array_of_columns(columns, [](unsigned int type) { return std::to_string(type); });
    std::vector<db::Query> queries{
        {&sql::run_sql_types, {std::move(types)}},
        {&sql::run_sql_rows,
         {std::move(as_text), std::to_string(params.limit), std::to_string(max_bytes)}}};
    const auto results = co_await transaction.execute(std::move(queries));
    if (!results) {
        const db::ServerError* const error = transaction.server_error();
        co_return fail(
            error != nullptr ? sql_error(*error, params.sql, SIZE_MAX) : results.error()
        );
    }
    Answer answer;
    for (int column = 0; column < columns.columns(); ++column) {
        answer.columns.push_back(
            {std::string{columns.column_name(column)},
             std::string{results->front().text(column, 0)}}
        );
    }
    if (auto taken = take_rows(results->back(), answer); !taken) {
        co_return fail(std::move(taken.error()));
    }
    co_return answer;
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    auto transaction = co_await context.free_sql();
    if (!transaction) {
        co_return fail(std::move(transaction.error()));
    }
    const auto columns = co_await open_cursor(*transaction, params.sql, context.has_cost_gate());
    if (!columns) {
        transaction->roll_back();
        co_return fail(co_await explain(context, columns.error()));
    }
    auto answer = co_await fetch(*transaction, *columns, params);
    transaction->roll_back();
    co_return answer;
}

std::string cell_text(const RawJson& cell) {
    const auto value = nlohmann::json::parse(cell.text);
    return value.is_null() ? "–" : value.is_string() ? value.get<std::string>() : cell.text;
}

std::string in_words(const Answer& answer, const ToolContext&) {
    TextTable table;
    for (const Column& column : answer.columns) {
        table.add_column(column.name, TextTable::Align::left, max_cell_width);
    }
    for (const auto& row : answer.rows) {
        std::vector<std::string> cells;
        std::transform(row.begin(), row.end(), std::back_inserter(cells), cell_text);
        table.add_row(std::move(cells));
    }
    TextAnswer text;
    text.sentence(
        counted(static_cast<long long>(answer.rows.size()), "row") +
        (answer.head.truncated ? ", and there are more: raise limit or aggregate." : ".")
    );
    if (!answer.columns.empty() && !answer.rows.empty()) {
        text.table(table);
    }
    return text.str();
}

} // namespace

constinit const ToolSpec run_sql = tool<run, in_words>(
    {.name = "run_sql",
     .title = "Query with SQL",
     .description =
         "Runs one read-only PostgreSQL query over your stores' tables, for what no other "
         "tool answers; describe_tables shows them. Amounts are exact and come as "
         "strings.",
     .store_use = StoreUse::read}
);

} // namespace retail_mcp::retail
