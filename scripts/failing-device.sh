# Functions for scripts that want a device to fail; to be sourced.

# A library, found in the place of the loader of OpenCL, that passes everything on to it and refuses some launches of kernels.
make_failing_device() {
    local real compiler
    failing_device=$1
    mkdir -p "$failing_device"
    compiler=$(command -v cc || command -v gcc || command -v clang) || return 1
    real=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p | awk '$1 == "libOpenCL.so.1" { print $NF; exit }')
    [[ -n $real ]] || return 1

    # The loader by another name of the same length: it would be taken for the library before it.
    sed 's/libOpenCL\.so\.1/libOpenXL.so.1/g' "$real" >"$failing_device/libOpenXL.so.1"
    cat >"$failing_device/failing.c" <<'C'
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

typedef int (*enqueue)(void *, void *, unsigned, const size_t *, const size_t *, const size_t *, unsigned, const void *, void *);
static atomic_long launches;

int clEnqueueNDRangeKernel(void *queue, void *kernel, unsigned dimensions, const size_t *offset, const size_t *global, const size_t *local,
                           unsigned count, const void *events, void *event)
{
    static enqueue real;
    if (!real)
        real = (enqueue)dlsym(dlopen("libOpenXL.so.1", RTLD_NOW), "clEnqueueNDRangeKernel");
    const char *from = getenv("FAIL_FROM"), *to = getenv("FAIL_TO");
    long launch = ++launches;
    if (from && launch >= atol(from) && (!to || launch <= atol(to)))
        return -5; /* CL_OUT_OF_RESOURCES */
    return real(queue, kernel, dimensions, offset, global, local, count, events, event);
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("LAUNCHES_FILE");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%ld\n", launches);
        fclose(file);
    }
}
C
    "$compiler" -shared -fPIC -Wl,-soname,libFailing.so -o "$failing_device/libOpenCL.so.1" "$failing_device/failing.c" -L"$failing_device" \
        -Wl,--no-as-needed -l:libOpenXL.so.1 -Wl,-rpath,"$failing_device" || return 1
    ln -sf libOpenCL.so.1 "$failing_device/libOpenCL.so"
}

# Runs a command; prints how many kernels it launched.
count_launches() {
    LAUNCHES_FILE=$failing_device/launches LD_LIBRARY_PATH=$failing_device "$@" >/dev/null
    cat "$failing_device/launches"
}

# Runs a command on a device that refuses the launches from one to another, or all from one on where the other is empty.
on_failing_device() {
    local from=$1 to=$2
    shift 2
    if [[ -n $to ]]; then
        FAIL_FROM=$from FAIL_TO=$to LD_LIBRARY_PATH=$failing_device "$@"
    else
        FAIL_FROM=$from LD_LIBRARY_PATH=$failing_device "$@"
    fi
}
