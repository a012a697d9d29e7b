// Preloaded into retail-mcp, this makes the file of the record of tool calls one that keeps
// nothing, so that no record reaches the database either: for measuring what the record costs. The
// server has no setting for that.
#include <dlfcn.h>
#include <fcntl.h>

#include <cstdarg>
#include <string_view>

extern "C" int open(const char* path, int flags, ...) {
    using Open = int (*)(const char*, int, ...);
    static const auto next = reinterpret_cast<Open>(::dlsym(RTLD_NEXT, "open"));
    std::va_list rest;
    va_start(rest, flags);
    const int mode = (flags & O_CREAT) != 0 ? va_arg(rest, int) : 0;
    va_end(rest);
    return next(std::string_view{path}.ends_with(".calls") ? "/dev/null" : path, flags, mode);
}
