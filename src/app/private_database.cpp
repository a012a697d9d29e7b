#include "private_database.hpp"

#include <retail_mcp/app/database.hpp>
#include <retail_mcp/retail/embedding_run.hpp>
#include <retail_mcp/retail/sample_data.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace retail_mcp::app {

namespace {

/// Who one is while sample data is present and nothing else was said.
constexpr std::string_view sample_default = "seattle_manager";

/// Twenty thousand customers and fifty thousand transactions: enough to ask about.
constexpr int sample_scale = 10;

bool holds(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

Result<std::string>
choose_principal(const Settings& settings, const std::vector<std::string>& known) {
    if (!settings.principal.empty()) {
        if (holds(known, settings.principal)) {
            return settings.principal;
        }
        return fail(
            ErrorCode::principal_required,
            "The private PostgreSQL has no principal of the name that was given.",
            "Start with --principal NAME, one of:",
            known
        );
    }
    if (holds(known, sample_default)) {
        return std::string{sample_default};
    }
    if (known.size() == 1) {
        return known.front();
    }
    return fail(
        ErrorCode::principal_required,
        known.empty() ? "The private PostgreSQL has no principal yet."
                      : "The private PostgreSQL has several principals and none was chosen.",
        known.empty() ? "Make one: retail-mcp principal add NAME --store ID"
                      : "Start with --principal NAME, one of:",
        known
    );
}

Result<bool> has_any_store(db::AdminConnection& connection) {
    const auto rows = connection.query(sql::any_store);
    if (!rows) {
        return fail(rows.error());
    }
    return rows->text(0, 0) == "t";
}

Result<void> load_sample(
    db::AdminConnection& admin, devdb::Cluster& cluster, const PreparationListener& listener
) {
    retail::SampleOptions options;
    options.scale = sample_scale;
    options.as_of = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    const auto loaded = retail::load_sample_data(
        admin,
        options,
        false,
        [&listener](const retail::SampleProgress& progress) {
            listener(std::string{progress.step}, progress.done, progress.total);
        }
    );
    // conflict: another process has loaded it in the meantime
    if (!loaded && loaded.error().code != ErrorCode::conflict) {
        return fail(loaded.error());
    }
    const auto embedded = retail::embed_by_catalogue(
        admin,
        {},
        retail::catalogue_dimensions,
        [&listener](const retail::EmbeddingProgress& progress) {
            listener(progress.step, progress.done, progress.total);
        }
    );
    if (!embedded) {
        return fail(embedded.error());
    }
    return retail::create_sample_principals(admin, [&cluster](std::string_view name) {
        return cluster.credentials().find_or_create(name);
    });
}

} // namespace

Result<PrivateDatabase>
prepare_private_database(const Settings& settings, const PreparationListener& listener) {
    listener("Starting PostgreSQL", 0, 0);
    auto administration = open_administration(settings);
    if (!administration) {
        return fail(std::move(administration.error()));
    }
    auto cluster = std::make_shared<devdb::Cluster>(std::move(*administration->cluster));
    const auto any_store = has_any_store(administration->connection);
    if (!any_store) {
        return fail(any_store.error());
    }
    if (!*any_store) {
        listener("Loading sample data", 0, 0);
        if (auto loaded = load_sample(administration->connection, *cluster, listener); !loaded) {
            return fail(std::move(loaded.error()));
        }
    }
    auto principal = choose_principal(settings, cluster->credentials().principals());
    if (!principal) {
        return fail(std::move(principal.error()));
    }
    auto connection = cluster->connection_string(*principal);
    if (!connection) {
        return fail(std::move(connection.error()));
    }
    return PrivateDatabase{std::move(cluster), std::move(*principal), std::move(*connection)};
}

std::optional<std::string> expected_principal(const Settings& settings) {
    if (!settings.principal.empty()) {
        return settings.principal;
    }
    auto cluster = devdb::Cluster::open(cluster_options(settings));
    if (!cluster) {
        return std::nullopt;
    }
    const std::vector<std::string> known = cluster->credentials().principals();
    if (known.empty() && cluster->status().state == devdb::ClusterState::absent) {
        return std::string{sample_default}; // an empty home gets the sample
    }
    const auto principal = choose_principal(settings, known);
    return principal ? std::optional{*principal} : std::nullopt;
}

} // namespace retail_mcp::app
