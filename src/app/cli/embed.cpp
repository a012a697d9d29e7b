// `retail-mcp embed`: makes the vectors that search by meaning works with, or those that are
// missing.
#include "cli/command.hpp"
#include "cli/progress_bar.hpp"

#include <retail_mcp/app/database.hpp>
#include <retail_mcp/retail/embedding_run.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>

namespace retail_mcp::app {

namespace {

std::string line(const retail::StoreEmbedding& store, bool dry_run) {
    std::string text =
        fmt::format("{}: {}, {} products", store.store_id, store.model, store.products);
    if (store.trained) {
        text += dry_run ? ", would be trained" : ", trained";
    }
    if (store.made == 0) {
        return text + ", nothing to do";
    }
    return text + fmt::format(", {} vectors {}", store.made, dry_run ? "to make" : "made");
}

Result<ExitCode> run(const Settings& settings, const retail::EmbeddingOptions& options) {
    auto administration = open_administration(settings);
    if (!administration) {
        return fail(std::move(administration.error()));
    }
    auto report = [&] {
        ProgressBar bar;
        return retail::embed_by_catalogue(
            administration->connection,
            options,
            settings.embeddings_dimensions.value_or(retail::catalogue_dimensions),
            [&bar](const retail::EmbeddingProgress& progress) {
                bar.show(progress.step, progress.done, progress.total);
            }
        );
    }();
    if (!report) {
        return fail(std::move(report.error()));
    }
    for (const retail::StoreEmbedding& store : *report) {
        std::cout << line(store, options.dry_run) << '\n';
    }
    if (report->empty()) {
        std::cout << "No store has products yet.\n";
    }
    return ExitCode::done;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_admin_flags(app, settings);
    auto options = std::make_shared<retail::EmbeddingOptions>();
    app.add_option("--store", options->store, "Only this store; every store without it.");
    settings.add(app, "--dimensions", "embeddings_dimensions");
    app.add_flag("--retrain", options->retrain, "All vectors anew, not only what is missing.");
    app.add_flag("--dry-run", options->dry_run, "Say what would be done, and do nothing.");
    return [options](const Settings& effective) { return run(effective, *options); };
}

} // namespace

extern const Command embed_command{
    "embed", "Make the vectors for search by meaning: those missing or out of date.", declare};

} // namespace retail_mcp::app
