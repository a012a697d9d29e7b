#include "sql/oracle.hpp"

#include <stdexcept>

namespace retail_mcp::test {

using nlohmann::json;

Connection connect(const Database& database) {
    return Connection{PQconnectdb(database.admin_conninfo().c_str()), &PQfinish};
}

QueryResult query(const Connection& connection, const std::string& sql) {
    return QueryResult{PQexec(connection.get(), sql.c_str()), &PQclear};
}

std::string value(const Connection& connection, const std::string& sql) {
    const QueryResult result = query(connection, sql);
    if (PQntuples(result.get()) == 0) {
        throw std::runtime_error{sql + ": " + PQerrorMessage(connection.get())};
    }
    return PQgetvalue(result.get(), 0, 0);
}

json oracle(const Connection& connection, std::string sql) {
    while (!sql.empty() && (sql.back() == ';' || sql.back() == '\n')) {
        sql.pop_back();
    }
    query(connection, "BEGIN READ ONLY; SET LOCAL cursor_tuple_fraction = 1");
    query(connection, "DECLARE retail_rows NO SCROLL CURSOR FOR " + sql);
    const QueryResult columns = query(connection, "FETCH 0 FROM retail_rows");
    std::string as_text;
    for (int column = 0; column < PQnfields(columns.get()); ++column) {
        const Oid type = PQftype(columns.get(), column);
        const bool plain = type == 16 || type == 21 || type == 23 || type == 700 || type == 701;
        as_text += std::string{column == 0 ? "" : ","} + (plain ? "f" : "t");
    }
    const QueryResult rows = query(
        connection,
        "SELECT * FROM retail.fetch_rows('retail_rows', '{" + as_text + "}', 200, 262144)"
    );
    json answer = json::array();
    if (PQresultStatus(rows.get()) != PGRES_TUPLES_OK) {
        answer = PQerrorMessage(connection.get());
    } else {
        for (int row = 0; row < PQntuples(rows.get()); ++row) {
            if (PQgetisnull(rows.get(), row, 0) == 0) {
                answer.push_back(json::parse(PQgetvalue(rows.get(), row, 0)));
            }
        }
    }
    query(connection, "ROLLBACK");
    return answer;
}

} // namespace retail_mcp::test
