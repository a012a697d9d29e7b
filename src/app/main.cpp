#include "cli/command_line.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>

int main(int argc, char** argv) {
    try {
        return retail_mcp::app::run(argc, argv);
    } catch (const std::exception& defect) {
        // Failures a user can meet are Results; what arrives here is a broken invariant.
        std::fprintf(stderr, "retail-mcp: internal error: %s\n", defect.what());
        return EXIT_FAILURE;
    }
}
