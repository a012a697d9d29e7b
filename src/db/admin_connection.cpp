#include "handles.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <string>
#include <utility>

namespace retail_mcp::db {

namespace {

constexpr std::size_t copy_block_size = 256 * 1024;

std::string trimmed(const char* text) {
    std::string_view view{text};
    while (!view.empty() && view.back() == '\n') {
        view.remove_suffix(1);
    }
    return std::string{view};
}

// The line of the character that PostgreSQL counted from 1; a UTF-8 sequence is one character.
std::size_t line_at(std::string_view text, int position) {
    std::size_t line = 1;
    int character = 0;
    for (const char byte : text) {
        if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U && ++character >= position) {
            break;
        }
        line += byte == '\n' ? 1 : 0;
    }
    return line;
}

std::vector<const char*> pointers(std::span<const Parameter> parameters) {
    std::vector<const char*> values;
    values.reserve(parameters.size());
    for (const auto& parameter : parameters) {
        values.push_back(parameter ? parameter->c_str() : nullptr);
    }
    return values;
}

// One line of COPY's text format: the bytes that need a backslash.
void append_escaped(std::string& out, std::string_view text) {
    for (const char byte : text) {
        switch (byte) {
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += byte;
        }
    }
}

} // namespace

struct AdminConnection::State {
    ConnectionHandle connection;
    CancelHandle cancel;
    std::function<void(std::string_view)> listener;
    std::optional<ServerError> error;

    Error failure(const PGresult* result);
    Result<Rows> checked(PGresult* result);
    Result<void> expect(PGresult* result, ExecStatusType status);
    Result<long long> end_copy();
    void drain();
};

// An administrator reads these, so the server's own text is part of the message.
Error AdminConnection::State::failure(const PGresult* result) {
    ServerError reported = db::server_error(result);
    if (PQstatus(connection.get()) == CONNECTION_BAD && reported.sqlstate.empty()) {
        return Error{
            ErrorCode::database_unavailable,
            "The connection to PostgreSQL was lost.",
            "Check that the server runs, then repeat.",
            {},
            trimmed(PQerrorMessage(connection.get()))};
    }
    Error answer = error_of(reported);
    answer.message = reported.message;
    if (!reported.detail.empty() && !reported.sqlstate.starts_with("RM")) {
        answer.message += " (" + reported.detail + ")";
    }
    if (!reported.hint.empty()) {
        answer.hint = reported.hint;
    }
    error = std::move(reported);
    return answer;
}

Result<Rows> AdminConnection::State::checked(PGresult* result) {
    Rows rows{result};
    error.reset();
    const auto status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY) {
        return rows;
    }
    return fail(failure(result));
}

Result<void> AdminConnection::State::expect(PGresult* result, ExecStatusType status) {
    const Rows owner{result};
    error.reset();
    if (PQresultStatus(result) == status) {
        return {};
    }
    return fail(failure(result));
}

Result<long long> AdminConnection::State::end_copy() {
    auto done = checked(PQgetResult(connection.get()));
    drain();
    if (!done) {
        return fail(done.error());
    }
    return done->affected();
}

void AdminConnection::State::drain() {
    while (PGresult* rest = PQgetResult(connection.get())) {
        PQclear(rest);
    }
}

AdminConnection::AdminConnection(std::unique_ptr<State> state) noexcept
    : state_{std::move(state)} {}

AdminConnection::AdminConnection(AdminConnection&&) noexcept = default;
AdminConnection& AdminConnection::operator=(AdminConnection&&) noexcept = default;
AdminConnection::~AdminConnection() = default;

Result<AdminConnection> AdminConnection::open(const ConnectionString& connection) {
    if (auto well_formed = connection.check(); !well_formed) {
        return fail(well_formed.error());
    }
    // The first one holds; the connection string, expanded in its place, may set others again.
    const std::array keywords{
        "connect_timeout",
        "client_encoding",
        "fallback_application_name",
        "dbname",
        static_cast<const char*>(nullptr)};
    const std::array values{
        "10", "UTF8", "retail-mcp", connection.reveal().c_str(), static_cast<const char*>(nullptr)};
    auto state = std::make_unique<State>();
    state->connection.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
    PGconn* const connected = state->connection.get();
    if (PQstatus(connected) != CONNECTION_OK) {
        return fail(Error{
            ErrorCode::database_unavailable,
            "No connection to PostgreSQL: " + trimmed(PQerrorMessage(connected)),
            "Check that the server runs and that the connection settings are right.",
            {},
            connection.masked()});
    }
    state->cancel.reset(PQgetCancel(connected));
    PQsetNoticeProcessor(
        connected,
        [](void* argument, const char* text) {
            auto* const self = static_cast<State*>(argument);
            if (self->listener) {
                self->listener(trimmed(text));
            }
        },
        state.get()
    );
    return AdminConnection{std::move(state)};
}

Result<void> AdminConnection::execute(std::string_view sql) {
    return execute(SqlFile{"", sql});
}

Result<void> AdminConnection::execute(const SqlFile& script) {
    const std::string text{script.text};
    auto done = state_->checked(PQexec(state_->connection.get(), text.c_str()));
    if (done) {
        return {};
    }
    Error error = std::move(done.error());
    if (!script.name.empty()) {
        std::string place{script.name};
        if (state_->error && state_->error->position) {
            place += ":" + std::to_string(line_at(script.text, *state_->error->position));
        }
        error.message = place + ": " + error.message;
    }
    return fail(std::move(error));
}

Result<Rows>
AdminConnection::query(const Statement& statement, std::span<const Parameter> parameters) {
    return query(statement.text, parameters);
}

Result<Rows> AdminConnection::query(std::string_view sql, std::span<const Parameter> parameters) {
    const std::string text{sql};
    const auto values = pointers(parameters);
    return state_->checked(PQexecParams(
        state_->connection.get(),
        text.c_str(),
        static_cast<int>(values.size()),
        nullptr,
        values.data(),
        nullptr,
        nullptr,
        0
    ));
}

Result<long long> AdminConnection::copy_in(
    std::string_view copy, const std::function<Result<void>(CopyWriter&)>& write
) {
    PGconn* const connection = state_->connection.get();
    const std::string text{copy};
    if (auto begun = state_->expect(PQexec(connection, text.c_str()), PGRES_COPY_IN); !begun) {
        return fail(begun.error());
    }
    CopyWriter writer{connection};
    Result<void> written;
    std::exception_ptr thrown;
    try {
        written = write(writer);
    } catch (...) { // carried past the end of the COPY, then thrown on
        thrown = std::current_exception();
    }
    if (thrown || !written) {
        PQputCopyEnd(connection, "abandoned by the writer");
        state_->drain();
        if (thrown) {
            std::rethrow_exception(thrown);
        }
        return fail(written.error());
    }
    writer.send();
    PQputCopyEnd(connection, nullptr);
    return state_->end_copy();
}

Result<long long> AdminConnection::copy_out(
    std::string_view copy, const std::function<Result<void>(std::string_view)>& line
) {
    PGconn* const connection = state_->connection.get();
    const std::string text{copy};
    if (auto begun = state_->expect(PQexec(connection, text.c_str()), PGRES_COPY_OUT); !begun) {
        return fail(begun.error());
    }
    Result<void> taken;
    char* data = nullptr;
    int length = 0;
    while ((length = PQgetCopyData(connection, &data, 0)) > 0) {
        const std::unique_ptr<char, decltype(&PQfreemem)> owner{data, &PQfreemem};
        if (taken) {
            taken = line(std::string_view{data, static_cast<std::size_t>(length - 1)});
            if (!taken) {
                cancel(); // the rest is read and dropped, as the protocol wants
            }
        }
    }
    auto done = state_->end_copy();
    if (!taken) {
        return fail(taken.error());
    }
    return done;
}

Result<void> AdminConnection::transaction(const std::function<Result<void>()>& work) {
    if (auto begun = execute("BEGIN"); !begun) {
        return begun;
    }
    Result<void> worked;
    try {
        worked = work();
    } catch (...) {
        (void)execute("ROLLBACK");
        throw;
    }
    if (worked) {
        return execute("COMMIT");
    }
    auto reported = std::move(state_->error);
    (void)execute("ROLLBACK"); // the first failure is the answer
    state_->error = std::move(reported);
    return worked;
}

void AdminConnection::on_notice(std::function<void(std::string_view)> listener) {
    state_->listener = std::move(listener);
}

const ServerError* AdminConnection::server_error() const noexcept {
    return state_->error ? &*state_->error : nullptr;
}

int AdminConnection::server_version() const noexcept {
    return PQserverVersion(state_->connection.get());
}

void AdminConnection::cancel() noexcept {
    std::array<char, 256> complaint{};
    PQcancel(state_->cancel.get(), complaint.data(), static_cast<int>(complaint.size()));
}

void CopyWriter::separate() {
    if (row_open_) {
        buffer_ += '\t';
    }
    row_open_ = true;
}

CopyWriter& CopyWriter::value(std::string_view text) {
    separate();
    append_escaped(buffer_, text);
    return *this;
}

CopyWriter& CopyWriter::value_or_null(const Parameter& parameter) {
    return parameter ? value(std::string_view{*parameter}) : null();
}

CopyWriter& CopyWriter::null() {
    separate();
    buffer_ += "\\N";
    return *this;
}

void CopyWriter::end_row() {
    buffer_ += '\n';
    row_open_ = false;
    ++rows_;
    if (buffer_.size() >= copy_block_size) {
        send();
    }
}

void CopyWriter::send() {
    if (!failed_ && !buffer_.empty()) {
        failed_ = PQputCopyData(connection_, buffer_.data(), static_cast<int>(buffer_.size())) != 1;
    }
    buffer_.clear();
}

} // namespace retail_mcp::db
