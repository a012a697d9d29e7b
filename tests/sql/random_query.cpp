#include "sql/random_query.hpp"

#include "sql/oracle.hpp"

#include <algorithm>

namespace retail_mcp::test {

namespace {

/// Readable columns of tables and views, by name.
constexpr auto readable =
    "SELECT c.relname, a.attname, format_type(a.atttypid, NULL), "
    "       EXISTS (SELECT FROM pg_attribute s WHERE s.attrelid = c.oid AND s.attname = "
    "'store_id') "
    "  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    " WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attnum "
    "> 0 "
    "   AND has_column_privilege('corpus_reader', c.oid, a.attnum, 'SELECT') ORDER BY 1, 2";

std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? std::string{"''"} : std::string{c};
    }
    return out + "'";
}

/// One digest of a column's values in the reader's stores.
std::string digest(
    const Connection& database, const std::string& table, const std::string& column, bool of_stores
) {
    return value(
        database,
        "SELECT md5(string_agg(v, ',' ORDER BY v)) FROM (SELECT " + column +
            "::text AS v FROM retail." + table +
            (of_stores ? " WHERE store_id IN ('north', 'east')" : "") + ") x"
    );
}

} // namespace

RandomQueries::RandomQueries(const Reader& reader, unsigned int seed) : random_{seed} {
    const Connection all = connect(Worlds::instance().pair);
    const Connection again = connect(Worlds::instance().all);
    const Connection alone = connect(Worlds::instance().alone(reader));
    const QueryResult found = query(alone, readable);
    for (int row = 0; row < PQntuples(found.get()); ++row) {
        const std::string table = PQgetvalue(found.get(), row, 0);
        const std::string name = PQgetvalue(found.get(), row, 1);
        const std::string type = PQgetvalue(found.get(), row, 2);
        const bool of_stores = *PQgetvalue(found.get(), row, 3) == 't';
        // Noise is told by two databases of which a superuser reads the same stores' rows.
        if (of_stores && digest(all, table, name, true) != digest(again, table, name, true)) {
            ++left_out_;
            continue;
        }
        Column column{name, type, type == "numeric" || type == "integer" || type == "bigint", {}};
        const QueryResult values = query(
            again,
            "SELECT v FROM (SELECT DISTINCT left(" + name + "::text, 60) AS v FROM retail." +
                table + ") x WHERE v IS NOT NULL ORDER BY md5(v) LIMIT 12"
        );
        for (int i = 0; i < PQntuples(values.get()); ++i) {
            column.literals.push_back(quoted(PQgetvalue(values.get(), i, 0)));
        }
        column.literals.emplace_back("'zanz'");
        if (tables_.empty() || tables_.back().name != table) {
            tables_.push_back({table, {}});
        }
        tables_.back().columns.push_back(std::move(column));
        columns_.push_back(table + '.' + name);
    }
}

bool RandomQueries::chance(int percent) {
    return below(100) < static_cast<std::size_t>(percent);
}

std::size_t RandomQueries::below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>{0, end - 1}(random_);
}

std::string RandomQueries::key(const std::vector<Range>& ranges) {
    const Range& range = pick(ranges);
    return range.alias + '.' + pick(range.table->columns).name + "::text";
}

std::string RandomQueries::number(const std::vector<Range>& ranges) {
    const Range& range = pick(ranges);
    std::vector<std::string> numbers;
    for (const Column& column : range.table->columns) {
        if (column.is_number) {
            numbers.push_back(range.alias + '.' + column.name);
        }
    }
    return numbers.empty() ? "length(" + key({range}) + ')' : pick(numbers);
}

std::string RandomQueries::aggregate(const std::vector<Range>& ranges) {
    switch (below(7)) {
    case 0:
        return "count(DISTINCT " + key(ranges) + ')';
    case 1:
        return "min(" + key(ranges) + ')';
    case 2:
        return "percentile_disc(0.5) WITHIN GROUP (ORDER BY " + number(ranges) + ')';
    case 3:
        return "left(string_agg(DISTINCT " + key(ranges) + ", ','), 300)";
    case 4:
        return "count(*) FILTER (WHERE " + condition(ranges, 0) + ')';
    default:
        return pick(std::vector<std::string>{"sum", "avg", "max", "count"}) + '(' + number(ranges) +
               ')';
    }
}

/// Equality of a column that both have beside the store, or nothing.
std::string RandomQueries::shared(const Range& a, const Range& b) {
    std::vector<std::string> both;
    for (const Column& column : a.table->columns) {
        const bool is_there =
            std::any_of(b.table->columns.begin(), b.table->columns.end(), [&](const Column& other) {
                return other.name == column.name && other.type == column.type;
            });
        const bool is_key = column.name.ends_with("_id") || column.name == "sku" ||
                            column.name == "lexeme" || column.name == "product_no" ||
                            column.name == "business_date";
        if (is_there && is_key && column.name != "store_id") {
            both.push_back(a.alias + '.' + column.name + " = " + b.alias + '.' + column.name);
        }
    }
    return both.empty() ? std::string{} : pick(both);
}

std::string RandomQueries::from(std::vector<Range>& ranges) {
    ranges = {{"a", &pick(tables_)}};
    std::string text = " FROM retail." + ranges[0].table->name + " a";
    for (const char* alias : {"b", "c"}) {
        const Range next{alias, &pick(tables_)};
        const std::string on = shared(ranges[0], next);
        if (on.empty() || chance(30)) {
            continue;
        }
        text += pick(std::vector<std::string>{" JOIN", " LEFT JOIN", " RIGHT JOIN", " FULL JOIN"}) +
                " retail." + next.table->name + ' ' + alias + " ON " + on;
        ranges.push_back(next);
    }
    return text;
}

std::string RandomQueries::condition(const std::vector<Range>& ranges, int depth) {
    const Range& range = pick(ranges);
    const Column& column = pick(range.table->columns);
    const std::string name = range.alias + '.' + column.name;
    const Range inner{"x", &pick(tables_)};
    const std::string link = shared(range, inner);
    switch (depth > 0 ? below(9) : 2 + below(4)) {
    case 0:
        return '(' + condition(ranges, depth - 1) +
               pick(std::vector<std::string>{" AND ", " OR "}) + condition(ranges, depth - 1) + ')';
    case 1:
        return "NOT coalesce(" + condition(ranges, depth - 1) + ", false)";
    case 2:
        return name + pick(std::vector<std::string>{" IS NULL", " IS NOT NULL"});
    case 3:
        return number({range}) + pick(std::vector<std::string>{" > ", " <= ", " <> "}) +
               std::to_string(below(60));
    case 6:
        if (!link.empty()) {
            return pick(std::vector<std::string>{"EXISTS", "NOT EXISTS"}) +
                   " (SELECT FROM retail." + inner.table->name + " x WHERE " + link + " AND " +
                   condition({inner}, 0) + ')';
        }
        [[fallthrough]];
    case 7:
        return name + "::text" + pick(std::vector<std::string>{" IN", " NOT IN"}) +
               " (SELECT coalesce(" + key({inner}) + ", '') FROM retail." + inner.table->name +
               " x)";
    case 8:
        return number({range}) + " >= (SELECT avg(" + number({inner}) + ") FROM retail." +
               inner.table->name + " x WHERE " + condition({inner}, 0) + ')';
    default:
        return name + "::text" +
               pick(std::vector<std::string>{" = ", " <> ", " < ", " >= ", " LIKE "}) +
               pick(column.literals);
    }
}

std::string RandomQueries::where(const std::vector<Range>& ranges) {
    return chance(35) ? std::string{} : " WHERE " + condition(ranges, 2);
}

std::string RandomQueries::groups() {
    std::vector<Range> ranges;
    const std::string source = from(ranges);
    const std::string grouping =
        pick(std::vector<std::string>{"1, 2", "ROLLUP (1, 2)", "CUBE (1, 2)"});
    const std::string one = key(ranges);
    const std::string two = key(ranges);
    std::string by = grouping;
    if (grouping != "1, 2") {
        by = grouping.substr(0, grouping.find('(')) + '(' + one + ", " + two + ')';
    }
    // Sorted outside: within, PostgreSQL takes a store that a policy makes constant for sorted,
    // though grouping sets make it null.
    return "SELECT * FROM (SELECT " + one + " AS k, " + two + " AS l, count(*) AS n, " +
           aggregate(ranges) + " AS v" + source + where(ranges) + " GROUP BY " + by +
           (chance(30) ? " HAVING count(*) > 2" : "") + ") g ORDER BY 1, 2, 3, 4 LIMIT 60";
}

std::string RandomQueries::totals() {
    std::vector<Range> ranges;
    const std::string source = from(ranges);
    return "WITH c AS " + pick(std::vector<std::string>{"", "MATERIALIZED "}) +
           "(SELECT count(*), " + aggregate(ranges) + " AS p, " + aggregate(ranges) + " AS q" +
           source + where(ranges) + ") SELECT * FROM c";
}

std::string RandomQueries::windows() {
    std::vector<Range> ranges;
    const std::string source = from(ranges);
    return "SELECT * FROM (SELECT " + key(ranges) + " AS k, sum(" + number(ranges) +
           ") OVER (PARTITION BY " + key(ranges) + ") AS s, rank() OVER (PARTITION BY " +
           key(ranges) + " ORDER BY " + number(ranges) + ") AS r, count(*) OVER () AS n" + source +
           where(ranges) + ") q ORDER BY 1, 2, 3, 4 LIMIT 80 OFFSET " + std::to_string(below(30));
}

std::string RandomQueries::rows() {
    std::vector<Range> ranges;
    const std::string source = from(ranges);
    return "SELECT " + pick(std::vector<std::string>{"", "DISTINCT "}) + "left(" + key(ranges) +
           ", 100), left(" + key(ranges) + ", 100), " + number(ranges) + source + where(ranges) +
           " ORDER BY 1 DESC NULLS LAST, 2, 3 LIMIT 100";
}

std::string RandomQueries::sets() {
    std::vector<Range> left{{"a", &pick(tables_)}};
    std::vector<Range> right{{"a", &pick(tables_)}};
    const auto side = [&](std::vector<Range>& ranges) {
        return "SELECT left(" + key(ranges) + ", 100) FROM retail." + ranges[0].table->name + " a" +
               where(ranges);
    };
    return side(left) + pick(std::vector<std::string>{" UNION ", " INTERSECT ", " EXCEPT ALL "}) +
           side(right) + " ORDER BY 1 LIMIT 150";
}

std::string RandomQueries::laterals() {
    const Range a{"a", &pick(tables_)};
    const Range x{"x", &pick(tables_)};
    const std::string link = shared(a, x);
    if (link.empty()) {
        return rows();
    }
    return "SELECT " + key({a}) + ", s.* FROM retail." + a.table->name +
           " a LEFT JOIN LATERAL (SELECT count(*) AS n, " + aggregate({x}) + " AS v FROM retail." +
           x.table->name + " x WHERE " + link + ") s ON true" + where({a}) +
           " ORDER BY 1, 2, 3 LIMIT 60";
}

std::string RandomQueries::next() {
    switch (below(8)) {
    case 0:
        return totals();
    case 1:
        return windows();
    case 2:
        return rows();
    case 3:
        return sets();
    case 4:
        return laterals();
    default:
        return groups();
    }
}

} // namespace retail_mcp::test
