// The tables for run_sql: names, then a line per table, then every column with its comment, keys
// and allowed values. Only what the login may read.
#include "../catalog.hpp"

#include <retail_mcp/base/text.hpp>
#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>

namespace retail_mcp::retail {

namespace {

enum class Detail { names, summary, full };

constexpr auto enum_names(Detail) {
    return names<Detail>(
        {{Detail::names, "names"}, {Detail::summary, "summary"}, {Detail::full, "full"}}
    );
}

struct Params {
    std::vector<std::string> tables;
    Detail detail = Detail::summary;

    static constexpr auto fields() {
        return field_list(
            field(
                "tables",
                &Params::tables,
                "Which, e.g. [\"products\"]; none given: all.",
                items(0, 50)
            ),
            field("detail", &Params::detail, "full adds types, keys and comments of the columns.")
        );
    }
};

struct Column {
    std::string name;
    std::string type;
    bool nullable = false;
    bool in_key = false;
    std::optional<std::string> refers_to;
    std::optional<std::string> allowed_values;
    std::optional<std::string> comment;

    static constexpr auto fields() {
        return field_list(
            field("name", &Column::name),
            field("type", &Column::type),
            field("nullable", &Column::nullable),
            field("in_key", &Column::in_key),
            field("refers_to", &Column::refers_to, sparse),
            field("allowed_values", &Column::allowed_values, sparse),
            field("comment", &Column::comment, sparse)
        );
    }
};

struct Table {
    std::string name;
    std::string kind;
    std::optional<std::string> comment;
    std::vector<std::string> column_names;
    std::vector<Column> columns;

    static constexpr auto fields() {
        return field_list(
            field("name", &Table::name),
            field("kind", &Table::kind),
            field("comment", &Table::comment, sparse),
            field("column_names", &Table::column_names, sparse),
            field("columns", &Table::columns, sparse)
        );
    }
};

struct Answer {
    std::vector<Table> tables;

    static constexpr auto fields() { return field_list(field("tables", &Answer::tables)); }
};

/// A row of describe_tables.sql.
struct Row {
    std::string table_name;
    std::string kind;
    std::optional<std::string> comment;
    std::string column_name;
    std::string type;
    bool nullable = false;
    std::optional<std::string> column_comment;
    bool in_key = false;
    std::optional<std::string> refers_to;
    std::optional<std::string> allowed_values;

    static constexpr auto fields() {
        return field_list(
            field("table_name", &Row::table_name),
            field("kind", &Row::kind),
            field("comment", &Row::comment),
            field("column_name", &Row::column_name),
            field("type", &Row::type),
            field("nullable", &Row::nullable),
            field("column_comment", &Row::column_comment),
            field("in_key", &Row::in_key),
            field("refers_to", &Row::refers_to),
            field("allowed_values", &Row::allowed_values)
        );
    }
};

std::vector<Table> tables_of(std::vector<Row> rows, Detail detail) {
    std::vector<Table> tables;
    for (Row& row : rows) {
        if (tables.empty() || tables.back().name != row.table_name) {
            tables.push_back({row.table_name, row.kind, std::nullopt, {}, {}});
            if (detail != Detail::names) {
                tables.back().comment = row.comment;
            }
        }
        if (detail == Detail::summary) {
            tables.back().column_names.push_back(row.column_name);
        } else if (detail == Detail::full) {
            tables.back().columns.push_back(
                {row.column_name,
                 row.type,
                 row.nullable,
                 row.in_key,
                 row.refers_to,
                 row.allowed_values,
                 row.column_comment}
            );
        }
    }
    return tables;
}

/// The first wanted table that is not among the answered ones, as an error with the nearest names.
std::optional<Error>
unknown_among(const std::vector<std::string>& wanted, const std::vector<Row>& rows) {
    for (const std::string& name : wanted) {
        const bool known = std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
            return row.table_name == name;
        });
        if (!known) {
            std::vector<std::string> names;
            for (const Row& row : rows) {
                if (names.empty() || names.back() != row.table_name) {
                    names.push_back(row.table_name);
                }
            }
            return Error{
                ErrorCode::unknown_table,
                "There is no table " + quoted(name) + " that you may read.",
                "Leave tables out to list them all.",
                nearest_names(name, names)};
        }
    }
    return std::nullopt;
}

/// The name without the schema, as people write it.
std::string bare(const std::string& name) {
    constexpr std::string_view schema = "retail.";
    return name.starts_with(schema) ? name.substr(schema.size()) : name;
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    db::Query query{&sql::describe_tables, {std::nullopt}};
    const auto result = co_await context.read(std::move(query));
    if (!result) {
        co_return fail(result.error());
    }
    std::transform(params.tables.begin(), params.tables.end(), params.tables.begin(), bare);
    std::vector<Row> rows = rows_as<Row>(*result);
    if (auto unknown = unknown_among(params.tables, rows)) {
        co_return fail(std::move(*unknown));
    }
    if (!params.tables.empty()) {
        std::erase_if(rows, [&](const Row& row) {
            return std::find(params.tables.begin(), params.tables.end(), row.table_name) ==
                   params.tables.end();
        });
    }
    co_return Answer{tables_of(std::move(rows), params.detail)};
}

/// Comments are whoever's who may write them: quoted, and no longer than ours are.
constexpr std::size_t max_comment_width = 300;

std::string column_line(const Column& column) {
    std::string line = "  " + column.name + ' ' + column.type;
    line += column.in_key ? " key" : column.nullable ? "" : " not null";
    if (column.refers_to) {
        line += " -> " + *column.refers_to;
    }
    if (column.allowed_values) {
        line += " (" + *column.allowed_values + ")";
    }
    return column.comment ? line + ": " + retail::quoted(*column.comment, max_comment_width) : line;
}

std::string in_words(const Answer& answer, const ToolContext&) {
    TextAnswer text;
    std::string lines;
    for (const Table& table : answer.tables) {
        lines += "retail." + table.name;
        if (!table.column_names.empty()) {
            lines += '(' + join(table.column_names, ", ") + ')';
        }
        lines += table.comment ? ": " + retail::quoted(*table.comment, max_comment_width)
                               : std::string{};
        lines += '\n';
        for (const Column& column : table.columns) {
            lines += column_line(column) + '\n';
        }
    }
    text.sentence(counted(static_cast<long long>(answer.tables.size()), "table") + ":\n" + lines);
    text.next("run_sql {\"sql\": \"SELECT … FROM retail.products …\"}.");
    return text.str();
}

} // namespace

constinit const ToolSpec describe_tables = tool<run, in_words>(
    {.name = "describe_tables",
     .title = "Describe the tables",
     .description = "Tables and columns that run_sql can read, e.g. {\"tables\": [\"products\"], "
                    "\"detail\": \"full\"}. Call it before writing SQL.",
     .store_use = StoreUse::none}
);

} // namespace retail_mcp::retail
