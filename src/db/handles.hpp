#pragma once

#include <libpq-fe.h>

#include <memory>

/// Owners for libpq's handles.
namespace retail_mcp::db {

struct FinishConnection {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};

struct FreeCancel {
    void operator()(PGcancel* cancel) const noexcept { PQfreeCancel(cancel); }
};

using ConnectionHandle = std::unique_ptr<PGconn, FinishConnection>;
using CancelHandle = std::unique_ptr<PGcancel, FreeCancel>;

} // namespace retail_mcp::db
