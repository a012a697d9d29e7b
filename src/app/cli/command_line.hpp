#pragma once

namespace retail_mcp::app {

/// The whole program: parses the command line, loads the settings, runs the command. Returns the
/// exit code; what went wrong is on stderr, never on stdout.
int run(int argc, char** argv);

} // namespace retail_mcp::app
