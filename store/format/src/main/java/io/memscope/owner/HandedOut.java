package io.memscope.owner;

import java.util.Set;
import java.util.regex.Pattern;

/// Functions of the C library that allocate on behalf of whoever calls them, so that it is for the
/// caller to give the memory back. What any other function of it allocates is its own: buffers of
/// streams, locales, name services.
final class HandedOut {
    private static final Pattern DECORATION =
            Pattern.compile(
                    "^(_|IO_|GI_|libc_|isoc99_|isoc23_|new_|old_)+|(_chk|_internal|64|@.*)+$");

    private static final Set<String> FUNCTIONS =
            Set.of(
                    ("malloc calloc realloc reallocarray memalign posix_memalign aligned_alloc valloc"
                                    + " pvalloc strdup strndup strdupa wcsdup asprintf vasprintf"
                                    + " open_memstream open_wmemstream fopen fdopen"
                                    + " freopen popen tmpfile fmemopen fopencookie opendir fdopendir"
                                    + " scandir scandirat realpath realpath_stk getcwd getwd"
                                    + " get_current_dir_name canonicalize_file_name getline getdelim"
                                    + " getaddrinfo gethostbyname glob regcomp re_compile_pattern"
                                    + " wordexp tempnam newlocale duplocale iconv_open"
                                    + " backtrace_symbols posix_spawn_file_actions_addopen"
                                    + " posix_spawn_file_actions_adddup2"
                                    + " posix_spawn_file_actions_addclose"
                                    + " posix_spawn_file_actions_addchdir_np getifaddrs"
                                    + " if_nameindex hcreate hcreate_r tsearch catopen setmntent"
                                    + " sscanf scanf fscanf vsscanf vscanf vfscanf swscanf fts_open"
                                    + " argz_create argz_append argz_add envz_add obstack_begin"
                                    + " obstack_newchunk sem_open timer_create aio_read aio_write"
                                    + " lio_listio getpass qsort qsort_r ftw nftw")
                            .split(" "));

    /// A stream's own buffer, whoever made it do something.
    private static final Set<String> OWN = Set.of("_IO_file_doallocate", "_IO_doallocbuf");

    private HandedOut() {}

    /// Whether what a function allocates is its caller's.
    static boolean isHandedOut(String function) {
        return FUNCTIONS.contains(DECORATION.matcher(function).replaceAll(""));
    }

    /// Whether the function allocates for the library itself, whoever called it.
    static boolean isOwn(String function) {
        return OWN.contains(function);
    }
}
